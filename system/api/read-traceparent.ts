import { randomUUID } from 'node:crypto'
import { createTraceId, parseTraceId } from '../contracts/trace.ts'

export interface Trace {
  readonly traceId: string
  /** What the next hop is told: this trace, and a span of our own. */
  readonly traceparent: string
}

/** Continues the caller's trace (W3C Trace Context); begins a new one when the header is absent or not valid. */
export function readTraceparent(header: string | undefined): Trace {
  const theirs = parseTraceId(header)
  const traceId = theirs ?? createTraceId()
  const flags = /^.{53}(..)/.exec(header ?? '')?.[1] ?? ''
  const sampled = theirs !== undefined && (Number.parseInt(flags, 16) & 1) === 0 ? '00' : '01'
  return { traceId, traceparent: `00-${traceId}-${newSpanId()}-${sampled}` }
}

/** Digits of a UUID that are random throughout; it comes from a pool and so costs little. */
function newSpanId(): string {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(28)
}
