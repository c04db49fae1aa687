import type { Logger } from '../log/build-logger.ts'

export interface ShutdownPhase {
  /** What ends, as it reads in the log: `stop-taking-requests`. */
  readonly name: string
  /** How long it may take. After that the next phase begins, and this one counts as failed. */
  readonly limitMs: number
  /** Told to hurry up through `signal` when the limit is reached. */
  run(signal: AbortSignal): Promise<void> | void
}

/**
 * Runs the phases one after the other, each of them even when one before it failed or took too long.
 *
 * @throws {AggregateError} after the last one, with every failure.
 */
export async function runShutdown(
  phases: readonly ShutdownPhase[],
  log: Pick<Logger, 'info' | 'error'>,
): Promise<void> {
  const failures: unknown[] = []
  for (const phase of phases) {
    const startedAt = performance.now()
    try {
      await runWithin(phase)
      log.info({ phase: phase.name, elapsedMs: Math.round(performance.now() - startedAt) }, 'phase-ended')
    } catch (error) {
      failures.push(error)
      log.error({ phase: phase.name, err: error }, 'phase-failed')
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'The shutdown was not clean')
}

async function runWithin(phase: ShutdownPhase): Promise<void> {
  const limit = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    limit.abort()
    reject(new Error(`Phase ${phase.name} took longer than ${String(phase.limitMs)} ms`))
  }, phase.limitMs)
  try {
    const work = Promise.resolve(phase.run(limit.signal))
    // A phase that lost the race has been reported as late already.
    work.catch(() => undefined)
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
