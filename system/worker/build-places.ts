/** Places for executions that run at the same time. */
export interface Places {
  /** Waits for a place and takes it; first come, first served. @throws the signal's reason. */
  readonly take: (signal: AbortSignal) => Promise<void>
  /** Takes as many as are free, up to `wanted`, and says how many. */
  readonly takeUpTo: (wanted: number) => number
  /** Gives back places that were taken and not used. */
  readonly release: (places: number) => void
  /** Runs `work` in a place that was taken, and gives the place back. */
  readonly use: (work: () => Promise<void>, onFailure: (error: unknown) => void) => void
  /** How many run. */
  readonly used: () => number
  /** Resolves when all that runs now has ended. */
  readonly settled: () => Promise<void>
}

/** Builds `size` places. */
export function buildPlaces(size: number): Places {
  const waiting: (() => void)[] = []
  const running = new Set<Promise<void>>()
  let taken = 0
  const releaseOne = (): void => {
    // A place that somebody waits for changes hands without becoming free.
    const next = waiting.shift()
    if (next === undefined) taken -= 1
    else next()
  }
  return {
    take: async (signal) => {
      signal.throwIfAborted()
      if (taken < size) {
        taken += 1
        return
      }
      const { promise, resolve, reject } = Promise.withResolvers<undefined>()
      const onTurn = (): void => resolve(undefined)
      const onAbort = (): void => {
        const index = waiting.indexOf(onTurn)
        if (index < 0) return
        waiting.splice(index, 1)
        reject(signal.reason as Error)
      }
      waiting.push(onTurn)
      signal.addEventListener('abort', onAbort, { once: true })
      await promise.finally(() => signal.removeEventListener('abort', onAbort))
    },
    takeUpTo: (wanted) => {
      const got = Math.max(0, Math.min(wanted, size - taken))
      taken += got
      return got
    },
    release: (places) => {
      for (let place = 0; place < places; place += 1) releaseOne()
    },
    use: (work, onFailure) => {
      const run = work()
        .catch(onFailure)
        .finally(() => {
          running.delete(run)
          releaseOne()
        })
      running.add(run)
    },
    used: () => running.size,
    settled: async () => {
      await Promise.all(running)
    },
  }
}
