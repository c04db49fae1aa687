import type { TenantId } from '../../contracts/tenant-id.ts'
import type { LogEntry } from './log-entry.ts'

export interface Selection {
  readonly tenantId?: TenantId
  readonly traceId?: string
  /** This level and worse ones. */
  readonly level?: string
  /** ISO 8601 in UTC. */
  readonly since?: string
}

/** Worst last. */
export const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** Whether a line is among those asked for. Two tenants may use one trace id: `tenantId` alone tells them apart. */
export function isSelected(entry: LogEntry, { tenantId, traceId, level, since }: Selection): boolean {
  if (tenantId !== undefined && entry.tenantId !== tenantId) return false
  if (traceId !== undefined && entry.traceId !== traceId) return false
  if (level !== undefined && LEVELS.indexOf(entry.level) < LEVELS.indexOf(level)) return false
  return since === undefined || entry.time >= since
}

/** In the order of time; lines of one moment stay as they were. */
export function byTime(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries.toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0))
}
