/** Wakes whoever waits, also when it was rung just before. */
export interface Bell {
  ring(): void
  /** @returns whether it was rung; false after `withinMs`, or once `signal` fires. */
  wait(withinMs: number, signal: AbortSignal): Promise<boolean>
}

/** A bell that one at a time waits for. Ringing it many times before he looks is ringing it once. */
export function buildBell(): Bell {
  let isRung = false
  let wake = (): void => undefined
  return {
    ring() {
      isRung = true
      wake()
    },
    async wait(withinMs, signal) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const end = (): void => resolve(undefined)
      wake = end
      const timer = setTimeout(end, withinMs)
      signal.addEventListener('abort', end)
      if (isRung || signal.aborted) end()
      await promise
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      const wasRung = isRung
      isRung = false
      return wasRung
    },
  }
}
