import { randomUUID } from 'node:crypto'

export interface Trace {
  readonly traceId: string
  /** What the next hop is told: this trace, and a span of our own. */
  readonly traceparent: string
}

const PATTERN = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\x20-\x7e]{0,200})?$/

/** Continues the caller's trace (W3C Trace Context); begins a new one when the header is absent or not valid. */
export function readTraceparent(header: string | undefined): Trace {
  const [, version, theirTraceId = '', parentId = '', flags = '', rest] = PATTERN.exec(header ?? '') ?? []
  const isValid =
    version !== undefined &&
    !(version === '00' && rest !== undefined) &&
    !/^0+$/.test(theirTraceId) &&
    !/^0+$/.test(parentId)
  const traceId = isValid ? theirTraceId : randomUUID().replaceAll('-', '')
  const sampled = isValid && (Number.parseInt(flags, 16) & 1) === 0 ? '00' : '01'
  return { traceId, traceparent: `00-${traceId}-${newSpanId()}-${sampled}` }
}

/** Digits of a UUID that are random throughout; it comes from a pool and so costs little. */
function newSpanId(): string {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(28)
}
