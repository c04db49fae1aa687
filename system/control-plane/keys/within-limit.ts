import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits for `work` no longer than `limitMs`, and gives `otherwise` then. The work itself goes on: whoever it was
 * asked of may hang, and nobody else waits for him.
 */
export async function withinLimit<Value, Fallback>(
  work: Promise<Value>,
  limitMs: number,
  otherwise: Fallback,
): Promise<Value | Fallback> {
  const ended = new AbortController()
  // Given up once the work has ended, or it would keep the process for as long.
  const limit = pause(Math.max(0, limitMs), otherwise, { signal: ended.signal }).catch(() => otherwise)
  try {
    return await Promise.race([work, limit])
  } finally {
    ended.abort()
  }
}
