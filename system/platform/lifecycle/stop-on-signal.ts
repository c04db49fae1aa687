import type { EventEmitter } from 'node:events'
import type { Logger } from '../log/build-logger.ts'
import { runShutdown, type ShutdownPhase } from './run-shutdown.ts'

export interface StopOptions {
  /** In order. Read when the stop begins, so that it may grow until then. */
  readonly phases: readonly ShutdownPhase[]
  readonly log: Pick<Logger, 'info' | 'error'>
  /** Ends the process: 0 after a clean stop, 1 after a failed phase, 130 on a second signal. */
  readonly exit: (code: number) => void
  /** Where signals come from. Default: this process. */
  readonly source?: EventEmitter
}

export interface Stoppable {
  /** Begins the stop, as a signal would. Safe to call twice: both wait for the same stop. */
  stop(reason: string): Promise<void>
  /** Aborts when the stop begins. */
  readonly stopping: AbortSignal
}

/**
 * Ends this process in named phases on SIGTERM, on SIGINT, and when the process that started it is gone
 * (its IPC channel disconnects). A second signal exits at once.
 */
export function stopOnSignal(options: StopOptions): Stoppable {
  const source = options.source ?? process
  const stopping = new AbortController()
  let stopped: Promise<void> | undefined
  const stop = (reason: string): Promise<void> => {
    stopped ??= begin(reason)
    return stopped
  }
  const begin = async (reason: string): Promise<void> => {
    stopping.abort()
    options.log.info({ reason }, 'stopping')
    try {
      await runShutdown(options.phases, options.log)
      options.log.info({ reason }, 'stopped')
      options.exit(0)
    } catch {
      // Each failure has been logged by its phase.
      options.exit(1)
    }
  }
  const onSignal = (signal: string): void => {
    if (stopped !== undefined) options.exit(130)
    else void stop(signal)
  }
  source.on('SIGTERM', () => onSignal('SIGTERM'))
  source.on('SIGINT', () => onSignal('SIGINT'))
  source.on('disconnect', () => void stop('disconnect'))
  return { stop, stopping: stopping.signal }
}
