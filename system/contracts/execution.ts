/**
 * Terminology (docs/glossary.md has all of it):
 * a *workflow* is a named, versioned list of *steps*; an *execution* is one run of it in one *mode*;
 * an *attempt* is one worker's try at it, fenced by its number and limited by a *lease*;
 * a *message* on a topic is only ever a *hint* that an execution may be ready.
 */
export const modes = ['realtime', 'balanced', 'eco'] as const
export type Mode = (typeof modes)[number]

/**
 * QUEUED    accepted by the database, no attempt yet
 * RUNNING   leased by a worker
 * WAITING   between steps or attempts, due again at `run_after`
 * COMPLETE  every step done (end)
 * FAILED    given up (end)
 * REJECTED  realtime that could not start in time: certainly no effect. Only a repeat with the same
 *           Idempotency-Key brings it back to QUEUED
 */
export const executionStatuses = ['QUEUED', 'RUNNING', 'WAITING', 'COMPLETE', 'FAILED', 'REJECTED'] as const
export type ExecutionStatus = (typeof executionStatuses)[number]

/** List price in US dollars per execution. Source: docs/glossary.md, "mode". */
export const listPriceUsd = { realtime: 0.004, balanced: 0.0035, eco: 0.003 } as const satisfies Record<
  Mode,
  number
>
