import { setTimeout as pause } from 'node:timers/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { loadSigningKeys, type SigningKey } from './load-signing-keys.ts'

export interface KeyFinderOptions {
  readonly jwksUrl: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** In use, keys are fetched again after this long. A removed key is refused after twice this at most. Default 1,000. */
  readonly refreshEveryMs?: number
  /** Pause between two fetches that unknown key ids ask for. Default 500. */
  readonly unknownKidPauseMs?: number
  /** While the issuer does not answer, its last keys count for this long. Default 60,000. */
  readonly keysKeptMs?: number
  /** Limit of one fetch. Default 2,000. */
  readonly fetchLimitMs?: number
  /** Told of a fetch that failed, by the error's name alone. */
  readonly onRefreshFailure?: (reason: string) => void
  /** Told of a key that has left the set, or was replaced by another under its kid. */
  readonly onKeyGone?: (kid: string) => void
}

/**
 * The issuer's key of this id, or `undefined` when it has none.
 *
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE when no keys were had for longer than they are kept.
 */
export type FindSigningKey = (kid: string) => Promise<SigningKey | undefined>

/**
 * Builds a local copy of the issuer's keys that follows the JWKS closely, so that an emergency removal is
 * seen within seconds. It fetches only when asked for keys: there is nothing to close.
 */
export function buildKeyFinder(options: KeyFinderOptions): FindSigningKey {
  const { now, refreshEveryMs = 1000, unknownKidPauseMs = 500, keysKeptMs = 60_000 } = options
  let keys: ReadonlyMap<string, SigningKey> = new Map()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let attemptedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined

  const attempt = async (): Promise<void> => {
    const startedAt = now()
    try {
      const before = keys
      keys = await loadSigningKeys(options.jwksUrl, options.fetchLimitMs ?? 2000)
      for (const { kid, modulus } of before.values()) {
        if (keys.get(kid)?.modulus !== modulus) options.onKeyGone?.(kid)
      }
      fetchedAt = startedAt
    } catch (error) {
      options.onRefreshFailure?.(error instanceof Error ? error.name : 'unknown')
    } finally {
      attemptedAt = now()
    }
  }
  const refresh = (waitMs = 0): Promise<void> => {
    const begin = waitMs > 0 ? pause(waitMs).then(attempt) : attempt()
    return begin.finally(() => {
      pending = undefined
    })
  }
  const refreshOnce = (waitMs?: number): Promise<void> => (pending ??= refresh(waitMs))
  // A clock set back counts as very old, not as fresh for ever.
  const sinceAttempt = (): number => {
    const elapsed = now() - attemptedAt
    return elapsed < 0 ? Number.POSITIVE_INFINITY : elapsed
  }

  return async (kid) => {
    const elapsed = sinceAttempt()
    const refreshing = elapsed >= refreshEveryMs ? refreshOnce() : undefined
    // Never rejects. Nobody waits for it unless the keys at hand are too old to be used meanwhile.
    if (elapsed >= 2 * refreshEveryMs) await refreshing
    else if (!keys.has(kid)) await refreshOnce(Math.max(0, unknownKidPauseMs - sinceAttempt()))
    if (now() - fetchedAt > keysKeptMs) {
      throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', "The issuer's keys cannot be had")
    }
    return keys.get(kid)
  }
}
