export interface BucketState {
  readonly isWithin: boolean
  /** Whole requests that may still be made at once. */
  readonly left: number
  /** Until one more request may be made; 0 when one may. */
  readonly nextInMs: number
  /** Until `size` requests may be made at once again. */
  readonly fullInMs: number
}

export interface BucketOptions {
  /** Requests that may be made at once. */
  readonly size: number
  /** How fast a bucket fills again. */
  readonly perSecond: number
  /** Milliseconds, from any start, never backwards. */
  readonly now: () => number
}

/**
 * Builds a bucket of requests for every name that asks. It fills evenly: a flood is let through one request
 * at a time, where a count that starts anew every second lets a whole second's share through at its start.
 */
export function buildRequestBuckets({ size, perSecond, now }: BucketOptions): (name: string) => BucketState {
  const perMs = perSecond / 1000
  /** Those that asked last come last. */
  const buckets = new Map<string, { readonly left: number; readonly at: number }>()

  const leftOf = (bucket: { left: number; at: number } | undefined, at: number): number =>
    bucket === undefined ? size : Math.min(size, bucket.left + (at - bucket.at) * perMs)

  /** A full bucket is like none. Two may go for each that is made: the map cannot grow without end. */
  const forgetFull = (at: number): void => {
    let mayGo = 2
    for (const [name, bucket] of buckets) {
      if (mayGo === 0 || leftOf(bucket, at) < size) return
      buckets.delete(name)
      mayGo -= 1
    }
  }
  return (name) => {
    const at = now()
    const found = leftOf(buckets.get(name), at)
    const isWithin = found >= 1
    const left = isWithin ? found - 1 : found
    buckets.delete(name)
    forgetFull(at)
    buckets.set(name, { left, at })
    return {
      isWithin,
      left: Math.floor(left),
      nextInMs: Math.max(0, 1 - left) / perMs,
      fullInMs: (size - left) / perMs,
    }
  }
}
