import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { isRunning, readStatus } from '../instance/read-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
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
    const layout = layoutOf(stateRootOf(), input.instance)
    if (await isRunning(layout)) {
      input.output.talk(`Instance ${input.instance} is running already.`)
      input.output.result(describeAddresses(await readStatus(layout)))
      return exitCode.ok
    }
    return input.options['foreground'] === true ? await stay(input) : await leave(input)
  },
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

/** Resolves only by a signal: the process then ends with 0, or with 1 when something could not be ended. */
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
  return (await ended) === 0 ? exitCode.ok : exitCode.crashed
}
