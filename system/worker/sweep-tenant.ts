import type { Claim } from './claim-store.ts'
import { pause } from './pause.ts'

export interface SweepOptions {
  /** Takes places for what is found: how many, up to `wanted`. */
  readonly reserve: (wanted: number) => number
  readonly release: (places: number) => void
  readonly claimDue: (batch: number, graceMs: number) => Promise<readonly Claim[]>
  /** Runs one claim in a place that was reserved. */
  readonly onClaim: (claim: Claim) => void
  /** False while hints do not come: rows are then looked for more often, and taken at once. */
  readonly hintsAreComing: () => boolean
  readonly onOutcome: (failure: unknown) => void
  readonly intervalMs: number
  readonly random: () => number
  readonly signal: AbortSignal
}

/** Most that one look takes. */
const BATCH_MAX = 25
/** How long a row is left to its hint. */
export const GRACE_MS = 2000
const FAST_MS = 100
const PAUSE_MAX_MS = 5000

/**
 * Looks for executions that no message speaks for, again and again until `signal` aborts: rows whose hint
 * was lost, rows that are due again, rows whose worker is gone. Looks again at once while it finds more than
 * it may take at a time, and less often while the database does not answer.
 */
export async function sweepTenant(options: SweepOptions): Promise<void> {
  let failures = 0
  while (!options.signal.aborted) {
    let wasFull = false
    try {
      wasFull = await sweepOnce(options)
      failures = 0
      options.onOutcome(undefined)
    } catch (error) {
      failures += 1
      options.onOutcome(error)
    }
    if (!wasFull) await pause(pauseLength(options, failures), options.signal)
  }
}

async function sweepOnce({
  reserve,
  release,
  claimDue,
  onClaim,
  hintsAreComing,
}: SweepOptions): Promise<boolean> {
  const places = reserve(BATCH_MAX)
  if (places === 0) return false
  let claims: readonly Claim[] = []
  try {
    claims = await claimDue(places, hintsAreComing() ? GRACE_MS : 0)
  } finally {
    release(places - claims.length)
  }
  for (const claim of claims) onClaim(claim)
  return claims.length === places
}

function pauseLength({ hintsAreComing, intervalMs, random }: SweepOptions, failures: number): number {
  const interval = hintsAreComing() ? intervalMs : Math.min(intervalMs, FAST_MS)
  const length = failures === 0 ? interval : Math.min(PAUSE_MAX_MS, intervalMs * 2 ** Math.min(failures, 6))
  return length * (0.75 + random() / 2)
}
