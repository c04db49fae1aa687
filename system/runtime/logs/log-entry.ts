import { isTenantId, type TenantId } from '../../contracts/tenant-id.ts'

export interface LogEntry {
  /** The line as it stands in the file. */
  readonly line: string
  /** ISO 8601 in UTC; the empty text when the line has none. */
  readonly time: string
  readonly level: string
  readonly part: string
  readonly msg: string
  readonly traceId: string | undefined
  readonly tenantId: TenantId | undefined
  /** All other members, in the line's order. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Reads one line of a log. One that is no JSON is an entry as well: a `msg` of the part whose log it is in. */
export function parseLogEntry(line: string, part: string): LogEntry {
  const { time, level, part: named, msg, traceId, tenantId, ...facts } = parse(line) ?? { msg: line }
  const text = typeof msg === 'string' ? msg : ''
  const speaker = typeof named === 'string' ? named : part
  return {
    line,
    time: typeof time === 'string' ? time : '',
    level: typeof level === 'string' ? level : 'info',
    part: speaker,
    msg: text,
    traceId: typeof traceId === 'string' ? traceId : undefined,
    tenantId: isTenantId(tenantId) ? tenantId : speaker === 'kafka' ? tenantOfBroker(text) : undefined,
    facts,
  }
}

/**
 * Whom a line of the broker is about. First the principal that the broker has authenticated; else the topic or
 * the group, when the line names those of one tenant only.
 */
function tenantOfBroker(msg: string): TenantId | undefined {
  const principal = /^Principal = User:tenant:([a-z0-9]{1,31}):/.exec(msg)?.[1]
  if (principal !== undefined) return isTenantId(principal) ? principal : undefined
  const named = new Set(
    [...msg.matchAll(/\btenant_([a-z0-9]{1,31})_(?:events|workers)\b/g)].map(([, id]) => id),
  )
  const [only] = named
  return named.size === 1 && isTenantId(only) ? only : undefined
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
