import { randomUUID } from 'node:crypto'

/** A UUID of version 7 (RFC 9562): ordered by time, so that new rows lie together in the index. */
export function newExecutionId(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0')
  // All but the time and the version is as in version 4, which Node draws from a pool: 20 times faster.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
