export interface Lease {
  /** Aborts once the lease is lost, or can no longer be relied on. */
  readonly lost: AbortSignal
  /** A write that was asked for at this time has renewed it on the way. */
  readonly renewed: (askedAt: number) => void
  readonly release: () => void
}

/**
 * Renews a lease every third of its length for as long as the work takes; work that is done sooner costs no
 * call. A renewal that fails is tried again until the lease must have run out. Losing it stops the work
 * early, no more: that nobody writes without a lease is for the database to see to.
 *
 * @param renew resolves to whether the lease is still held.
 */
export function keepLease(leaseMs: number, renew: () => Promise<boolean>, now: () => number): Lease {
  const lost = new AbortController()
  let heldUntil = now() + leaseMs
  const lose = (): void => {
    clearInterval(timer)
    lost.abort(new Error('The lease is lost'))
  }
  const renewOnce = async (): Promise<void> => {
    const askedAt = now()
    try {
      if (await renew()) heldUntil = Math.max(heldUntil, askedAt + leaseMs)
      else lose()
    } catch {
      // The database cannot be reached: it may come back before the lease is over.
      if (now() >= heldUntil) lose()
    }
  }
  const timer = setInterval(() => void renewOnce(), leaseMs / 3)
  return {
    lost: lost.signal,
    renewed: (askedAt) => {
      heldUntil = askedAt + leaseMs
    },
    release: () => clearInterval(timer),
  }
}
