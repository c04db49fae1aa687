/**
 * Repeats `probe` until it returns something other than `undefined`, and returns that.
 *
 * A probe that throws is asked again; its last failure is kept. A probe still busy when the limit is
 * reached is told so through its `signal` and not waited for any longer.
 *
 * @param what what is awaited, as it reads after "Waited for": `the row to be COMPLETE`.
 * @param options `withinMs`: the limit. `everyMs`: pause between two probes, 25 by default. `signal`:
 *   gives up early.
 * @throws {Error} after `withinMs`, naming `what` and carrying the probe's last failure as `cause`.
 * @throws the signal's reason when `signal` aborts.
 */
export async function eventually<Value>(
  what: string,
  probe: (signal: AbortSignal) => Promise<Value | undefined>,
  options: { withinMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<Value> {
  const { withinMs, everyMs = 25, signal } = options
  signal?.throwIfAborted()
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), withinMs)
  const ended = signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal])
  let attempts = 0
  let lastFailure: unknown
  try {
    while (!ended.aborted) {
      attempts += 1
      try {
        const value = await unlessEnded(ended, probe(ended))
        if (value !== undefined) return value
      } catch (error) {
        if (!ended.aborted) lastFailure = error
      }
      await pause(everyMs, ended)
    }
  } finally {
    clearTimeout(timer)
  }
  signal?.throwIfAborted()
  throw new Error(
    `Waited ${String(withinMs)} ms for ${what}, asked ${String(attempts)} times`,
    lastFailure === undefined ? undefined : { cause: lastFailure },
  )
}

/** Settles as `work` does, or rejects when `ended` aborts. What `work` does afterwards is nobody's concern. */
async function unlessEnded<Value>(ended: AbortSignal, work: Promise<Value>): Promise<Value> {
  const { promise: end, reject } = Promise.withResolvers<never>()
  const onEnd = (): void => reject(new Error('The limit was reached while the probe was busy'))
  ended.addEventListener('abort', onEnd, { once: true })
  try {
    return await Promise.race([work, end])
  } finally {
    ended.removeEventListener('abort', onEnd)
  }
}

async function pause(ms: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const wake = (): void => resolve(undefined)
  const timer = setTimeout(wake, ms)
  ended.addEventListener('abort', wake, { once: true })
  await promise
  clearTimeout(timer)
  ended.removeEventListener('abort', wake)
}
