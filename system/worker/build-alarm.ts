/** Rests longer than this are left to the sweeper. */
const WITHIN_MS = 10_000
const WAITING_MAX = 1000

/** Builds an alarm that calls `wake` soon after a short rest, so that it need not wait to be found. */
export function buildAlarm(
  wake: (executionId: string) => void,
): (executionId: string, afterMs: number) => void {
  let waiting = 0
  return (executionId, afterMs) => {
    if (afterMs > WITHIN_MS || waiting >= WAITING_MAX) return
    waiting += 1
    const timer = setTimeout(() => {
      waiting -= 1
      wake(executionId)
    }, afterMs + 1)
    timer.unref()
  }
}
