import { expect, test } from 'vitest'
import { readTraceparent } from './read-traceparent.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

test('a valid traceparent: its trace goes on with a span of our own and its sampling', () => {
  expect(readTraceparent(`00-${TRACE}-00f067aa0ba902b7-01`).traceparent).toMatch(
    new RegExp(`^00-${TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
  )
  expect(readTraceparent(`00-${TRACE}-00f067aa0ba902b7-00`).traceparent).toMatch(/-00$/)
  expect(readTraceparent(`cc-${TRACE}-00f067aa0ba902b7-01-later`).traceId).toBe(TRACE)
})

test.each([
  undefined,
  '',
  'rubbish',
  `ff-${TRACE}-00f067aa0ba902b7-01`,
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
  `00-${TRACE}-00f067aa0ba902b7-01-more`,
  `00-${TRACE}-00f067aa0ba902b7-01\r\nx: y`,
])('%j: a new trace begins', (header) => {
  const { traceId, traceparent } = readTraceparent(header)
  expect(traceId).not.toBe(TRACE)
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})
