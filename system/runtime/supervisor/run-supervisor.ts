import { EventEmitter } from 'node:events'
import type { RunningSystem } from '../../contracts/running-system.ts'
import { stopOnSignal } from '../../platform/lifecycle/stop-on-signal.ts'
import type { Logger } from '../../platform/log/build-logger.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import type { Progress } from '../../contracts/progress.ts'
import { openControlChannel } from '../control/open-control-channel.ts'
import { startSystem } from '../start-system.ts'

export interface SupervisorOptions {
  readonly instance: string
  readonly ephemeral: boolean
  /** Whoever started us has looked for everything that is required. Default: we do. */
  readonly isChecked?: boolean
  readonly log: Logger
  readonly onProgress: (event: Progress) => void
  readonly exit: (code: number) => void
}

/**
 * Starts a system and keeps it until a signal comes, or until a part cannot be brought back (`exit` is told 69). A signal during the start gives it up; so does the end of
 * whoever started us, but only until the system is ready: from then on it is meant to stay.
 *
 * @throws what `startSystem` throws. Nothing runs then.
 */
export async function runSupervisor(options: SupervisorOptions): Promise<RunningSystem> {
  const giveUp = new AbortController()
  const starting = Promise.withResolvers<RunningSystem | undefined>()
  let closeControl: () => Promise<void> = async () => await Promise.resolve()
  const source = new EventEmitter()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => source.emit(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM'))
  }
  const onDisconnect = (): boolean => source.emit('disconnect')
  process.once('disconnect', onDisconnect)
  stopOnSignal({
    source,
    log: options.log,
    exit: options.exit,
    phases: [
      { name: 'give-up-start', limitMs: 30_000, run: () => giveUp.abort() },
      { name: 'close-control', limitMs: 2000, run: async () => await closeControl() },
      { name: 'stop-parts', limitMs: 45_000, run: async () => await (await starting.promise)?.stop() },
    ],
  })
  try {
    const system = await startSystem({
      instance: options.instance,
      ephemeral: options.ephemeral,
      isChecked: options.isChecked ?? false,
      onProgress: options.onProgress,
      onEnded: (reason) => {
        options.log.error({ code: reason.code, reason: reason.message }, 'system-failed')
        options.exit(exitCode.unavailable)
      },
      signal: giveUp.signal,
    })
    process.off('disconnect', onDisconnect)
    starting.resolve(system)
    // The system is whole without it: whoever wants to give commands is told that none are taken.
    await openControlChannel({ system, log: options.log }).then(
      (close) => (closeControl = close),
      (error: unknown) => options.log.error({ err: error }, 'control-unavailable'),
    )
    return system
  } catch (error) {
    starting.resolve(undefined)
    throw error
  }
}
