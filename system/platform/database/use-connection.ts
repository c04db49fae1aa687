import type { Pool, PoolClient } from 'pg'

/**
 * Everything `DISCARD ALL` does, except two. Plans stay: dropping them halved the throughput, and a plan
 * holds no value of anyone's (docs/decisions/0005-cleaning-a-connection.md). Advisory locks need no
 * releasing: the login may not take any.
 */
const CLEAN_SESSION =
  'close all; set session authorization default; reset all; deallocate all; unlisten *; discard temp; discard sequences'

/**
 * Borrows a connection for `work` and gives it back clean: whatever the session was left with is discarded
 * before anyone else gets it, and if that fails, or `signal` fires, the connection is destroyed. The cleaning is not waited for.
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
  const clean = (): void => {
    // A transaction that was left open ends with its connection.
    if (isBroken || client.getTransactionStatus() !== 'I') giveBack(true)
    else {
      client.query(CLEAN_SESSION).then(
        () => giveBack(isBroken),
        () => giveBack(true),
      )
    }
  }
  try {
    const result = await abortable(work(client), signal)
    clean()
    return result
  } catch (error) {
    if (signal?.aborted === true) giveBack(true)
    else clean()
    throw error
  }
}

async function abortable<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  // It may have fired between the start of the work and the line above.
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Whoever loses the race has been answered for already.
    work.catch(() => undefined)
  }
}
