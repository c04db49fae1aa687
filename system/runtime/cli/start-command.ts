import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { findLastingHolder } from '../instance/find-lasting-holder.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readStatus } from '../instance/read-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { loadStartSettings } from '../start-settings.ts'
import { buildProgressPrinter } from './build-progress-printer.ts'
import type { Command, CommandInput } from './command.ts'
import { describeAddresses } from './describe-status.ts'
import { startInBackground } from './start-in-background.ts'

export const startCommand: Command = {
  summary: 'Start the system and leave it running',
  usage: '[--foreground]',
  options: { foreground: { type: 'boolean', default: false } },
  positionalsMax: 0,
  run: async (input) => {
    // Before anything is started, and though the supervisor will read them again.
    loadStartSettings()
    const layout = layoutOf(stateRootOf(), input.instance)
    const holder = await findLastingHolder(layout, input.output)
    if (holder !== undefined) return await sayWhoHasIt(holder.pid, input)
    return input.options['foreground'] === true ? await stay(input) : await leave(input)
  },
}

/** Already running is as good as started; being started by someone else is not. */
async function sayWhoHasIt(pid: number, { instance, output }: CommandInput): Promise<ExitCode> {
  const status = await readStatus(layoutOf(stateRootOf(), instance)).catch(() => undefined)
  if (status?.phase !== 'running') {
    output.talk(`Instance ${instance} is being started by process ${String(pid)}. Nothing was done.`)
    return exitCode.unavailable
  }
  output.talk(`Instance ${instance} is running already, under process ${String(pid)}.`)
  output.result(describeAddresses(status))
  return exitCode.ok
}

async function leave({ instance, output }: CommandInput): Promise<ExitCode> {
  const printer = buildProgressPrinter(output)
  try {
    await startInBackground(instance, printer.print)
  } finally {
    printer.end()
  }
  output.result(describeAddresses(await readStatus(layoutOf(stateRootOf(), instance))))
  return exitCode.ok
}

/**
 * Resolves by a signal: the process then ends with 0, or with 70 when something could not be ended. Or when a
 * part could not be brought back: with 69.
 */
async function stay({ instance, output }: CommandInput): Promise<ExitCode> {
  const printer = buildProgressPrinter(output)
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  // Only here: the other commands need not wait for the clients of all servers to be loaded.
  const [{ runSupervisor }, { buildLogger }] = await Promise.all([
    import('../supervisor/run-supervisor.ts'),
    import('../../platform/log/build-logger.ts'),
  ])
  const ignore = { write: (): void => undefined }
  try {
    const system = await runSupervisor({
      instance,
      ephemeral: false,
      log: buildLogger({ part: 'supervisor', stream: ignore }),
      onProgress: printer.print,
      exit: resolve,
    })
    printer.end()
    output.result(describeAddresses(system.status()))
    output.talk('Press Ctrl-C to stop it.')
  } finally {
    printer.end()
  }
  const code = await ended
  if (code === exitCode.unavailable) return exitCode.unavailable
  return code === 0 ? exitCode.ok : exitCode.crashed
}
