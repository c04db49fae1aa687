import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimits } from './api-dependencies.ts'
import { buildRequestBuckets, type BucketState } from './build-request-buckets.ts'

export interface RateLimitOptions {
  /** Requests per second that a tenant may keep up. */
  readonly perSecond: number
  /** Requests that it may make at once; the window that the headers name is as long as they take at `perSecond`. Default: one second's. */
  readonly burst?: number
  /** Failed authentications per address and ten seconds. Default 200. */
  readonly failuresMax?: number
  /** Milliseconds, from any start, never backwards. Default: this process's own. */
  readonly now?: () => number
}

const FAILURE_WINDOW_SECONDS = 10

/**
 * Builds limits that live in this process. A tenant's count is kept under its verified name, so no spelling,
 * address or connection evades it. A failed authentication over the limit is answered with 429; a good token
 * always passes, or whoever shares an address with an attacker would be locked out with him.
 */
export function buildRateLimits({
  perSecond,
  burst,
  failuresMax = 200,
  now = () => performance.now(),
}: RateLimitOptions): RateLimits {
  const quota = Math.max(burst ?? perSecond, 1)
  const windowSeconds = Math.ceil(quota / perSecond)
  const takeRequest = buildRequestBuckets({ size: quota, perSecond, now })
  const failures = new RateLimiterMemory({ points: failuresMax, duration: FAILURE_WINDOW_SECONDS })
  const policy = `"default";q=${String(quota)};w=${String(windowSeconds)}`

  const headersOf = ({ left, fullInMs }: BucketState): Readonly<Record<string, string>> => ({
    'RateLimit-Policy': policy,
    RateLimit: `"default";r=${String(left)};t=${String(toSeconds(fullInMs))}`,
  })
  return {
    countRequest: (tenant) => {
      const state = takeRequest(tenant)
      return Promise.resolve({
        isWithin: state.isWithin,
        headers: headersOf(state),
        retryAfterSeconds: toSeconds(state.nextInMs),
      })
    },
    countFailure: async (address) => {
      const state = await consume(failures, address)
      const isWithin = state.consumedPoints <= failuresMax
      return { isWithin, headers: {}, retryAfterSeconds: toSeconds(state.msBeforeNext) }
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

/** Whole seconds, rounded up: a zero would be an invitation to come back at once. */
const toSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))
