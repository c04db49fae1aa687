export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attemptsMax: number
  /** The pause after the first failed try; it doubles with each further one. */
  readonly backoffMs: number
}

/** For a step that names no policy. */
export const DEFAULT_RETRY: RetryPolicy = { attemptsMax: 3, backoffMs: 500 }

const PAUSE_MAX_MS = 600_000

export type RetryDecision =
  | { readonly outcome: 'retry'; readonly afterMs: number }
  | { readonly outcome: 'give-up'; readonly because: 'permanent' | 'tries-used-up' }

/**
 * Decides what follows a failed try of a step.
 *
 * @param failure `isPermanent`: another try would fail in the same way. `triesBefore`: failed tries of this
 *   step before this one.
 * @param random from 0 up to 1; spreads the pause over 75 % to 125 %, so that what failed together does not
 *   come back together.
 */
export function decideRetry(
  failure: { readonly isPermanent: boolean; readonly triesBefore: number },
  policy: RetryPolicy,
  random: number,
): RetryDecision {
  if (failure.isPermanent) return { outcome: 'give-up', because: 'permanent' }
  if (failure.triesBefore + 1 >= policy.attemptsMax) return { outcome: 'give-up', because: 'tries-used-up' }
  const pause = Math.min(PAUSE_MAX_MS, policy.backoffMs * 2 ** failure.triesBefore)
  return { outcome: 'retry', afterMs: Math.round(pause * (0.75 + random / 2)) }
}
