import { randomBytes } from 'node:crypto'

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
  const traceId = isValid ? theirTraceId : randomBytes(16).toString('hex')
  const sampled = isValid && (Number.parseInt(flags, 16) & 1) === 0 ? '00' : '01'
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${sampled}` }
}
