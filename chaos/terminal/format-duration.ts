/** Milliseconds for a reader: "12 ms", "3.4 s", "1:05 min". */
export function formatDuration(elapsedMs: number): string {
  const ms = Math.max(0, elapsedMs)
  if (Math.round(ms) < 1000) return `${String(Math.round(ms))} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  return `${formatClock(ms)} min`
}

/** Milliseconds as a clock shows them: "0:07". */
export function formatClock(elapsedMs: number): string {
  const seconds = Math.max(0, Math.round(elapsedMs / 1000))
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
