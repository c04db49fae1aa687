/**
 * Settles as `work` does, or rejects `limitMs` after `begins` has aborted (at once counted when there is no
 * signal). The work itself goes on: it has been told by its own signal.
 */
export async function within<Value>(
  work: Promise<Value>,
  { limitMs, begins, what }: { limitMs: number; begins?: AbortSignal; what: string },
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const beginCount = (): void => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${String(limitMs)} ms`)), limitMs)
  }
  if (begins === undefined || begins.aborted) beginCount()
  else begins.addEventListener('abort', beginCount, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    begins?.removeEventListener('abort', beginCount)
  }
}
