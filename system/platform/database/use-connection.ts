import type { Pool, PoolClient } from 'pg'

/**
 * Borrows a connection for `work` and gives it back clean: `DISCARD ALL` runs before anyone else gets it,
 * and if that fails, or `signal` fires, the connection is destroyed. The cleaning is not waited for.
 */
export async function useConnection<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted()
  const client = await pool.connect()
  // A checked-out connection has no error listener of its own, so losing it would end the process.
  let isBroken = false
  const noteBreakage = (): void => {
    isBroken = true
  }
  client.on('error', noteBreakage)
  const giveBack = (destroy: boolean): void => {
    client.off('error', noteBreakage)
    client.release(destroy)
  }
  try {
    const result = await abortable(work(client), signal)
    // Not awaited: the caller need not wait until the connection is clean, only the next borrower must.
    client.query('discard all').then(
      () => giveBack(isBroken),
      () => giveBack(true),
    )
    return result
  } catch (error) {
    if (isBroken || signal?.aborted === true) giveBack(true)
    else {
      client.query('rollback; discard all').then(
        () => giveBack(true),
        () => giveBack(true),
      )
    }
    throw error
  }
}

async function abortable<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Whoever loses the race has been answered for already.
    work.catch(() => undefined)
  }
}
