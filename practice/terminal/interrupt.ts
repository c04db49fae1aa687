import type { EventEmitter } from 'node:events'
import { exitCode } from '../../system/contracts/exit-code.ts'

/** Why a run ends early: Ctrl-C and its like, nobody left to read the output, or an error nobody caught. */
export type Interruption = 'signal' | 'reader-gone' | 'crash'

/** Thrown where a run was waiting when it was interrupted. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

export interface Interrupt {
  /** Aborts at the first interruption. */
  readonly signal: AbortSignal
  /** The first interruption, if there was one. */
  kind(): Interruption | undefined
  raise(kind: Interruption): void
}

export interface InterruptSources {
  readonly process: EventEmitter
  readonly stdout: EventEmitter
  /** Ends the process at once, on the second signal. */
  readonly exit: (code: number) => void
  /** Called with an error that nobody caught. */
  readonly onCrash: (error: unknown) => void
}

/** Turns signals, a closed pipe and uncaught errors into one interruption that the run unwinds on. */
export function watchInterrupts({ process, stdout, exit, onCrash }: InterruptSources): Interrupt {
  const abort = new AbortController()
  let first: Interruption | undefined
  const raise = (kind: Interruption): void => {
    if (first !== undefined && kind === 'signal') exit(exitCode.interrupted)
    first ??= kind
    abort.abort(new InterruptedError(`Interrupted: ${kind}`))
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => raise('signal'))
  for (const name of ['uncaughtException', 'unhandledRejection']) {
    process.on(name, (error: unknown) => {
      onCrash(error)
      raise('crash')
    })
  }
  // EPIPE: the reader of a pipe is gone. EIO: the terminal is. Either way nobody reads on.
  stdout.on('error', () => raise('reader-gone'))
  return { signal: abort.signal, kind: () => first, raise }
}
