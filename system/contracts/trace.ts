export const TRACEPARENT_LENGTH_MAX = 255

const PATTERN = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[\x20-\x7e]{0,200})?$/

/**
 * The trace id of a `traceparent` (W3C Trace Context), whoever wrote it.
 *
 * @returns 32 lower-case hexadecimal digits, or `undefined` when it is absent or not valid to the letter.
 */
export function parseTraceId(traceparent: string | undefined): string | undefined {
  const [, version, traceId = '', parentId = '', rest] = PATTERN.exec(traceparent ?? '') ?? []
  if (version === undefined || (version === '00' && rest !== undefined)) return undefined
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? undefined : traceId
}

/** A new trace id. It comes from a pool of random digits and so costs little. */
export function createTraceId(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
