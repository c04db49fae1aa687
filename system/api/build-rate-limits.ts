import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimits } from './api-dependencies.ts'

export interface RateLimitOptions {
  /** Requests per second that a tenant may keep up. */
  readonly perSecond: number
  /** Requests that it may make at once. A window is as long as this many take at `perSecond`. Default: one second's. */
  readonly burst?: number
  /** Failed authentications per address and ten seconds. Default 200. */
  readonly failuresMax?: number
}

const FAILURE_WINDOW_SECONDS = 10

/**
 * Builds limits that live in this process. A tenant's count is kept under its verified name, so no spelling,
 * address or connection evades it. A failed authentication over the limit is answered with 429; a good token
 * always passes, or whoever shares an address with an attacker would be locked out with him.
 */
export function buildRateLimits({ perSecond, burst, failuresMax = 200 }: RateLimitOptions): RateLimits {
  const quota = Math.max(burst ?? perSecond, 1)
  const windowSeconds = Math.ceil(quota / perSecond)
  const requests = new RateLimiterMemory({ points: quota, duration: windowSeconds })
  const failures = new RateLimiterMemory({ points: failuresMax, duration: FAILURE_WINDOW_SECONDS })
  const policy = `"default";q=${String(quota)};w=${String(windowSeconds)}`

  const headersOf = (state: RateLimiterRes): Readonly<Record<string, string>> => ({
    'RateLimit-Policy': policy,
    RateLimit: `"default";r=${String(state.remainingPoints)};t=${String(secondsUntil(state))}`,
  })
  return {
    countRequest: async (tenant) => {
      const state = await consume(requests, tenant)
      const isWithin = state.consumedPoints <= quota
      return { isWithin, headers: headersOf(state), retryAfterSeconds: secondsUntil(state) }
    },
    countFailure: async (address) => {
      const state = await consume(failures, address)
      const isWithin = state.consumedPoints <= failuresMax
      return { isWithin, headers: {}, retryAfterSeconds: secondsUntil(state) }
    },
  }
}

/** The library rejects with a state, which is no error, when there is nothing left. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal
    throw refusal
  }
}

function secondsUntil(state: RateLimiterRes): number {
  return Math.max(1, Math.ceil(state.msBeforeNext / 1000))
}
