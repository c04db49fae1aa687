import { expect, test } from 'vitest'
import { delayMsOf, sliceUp } from './toxic-rules.ts'

test.each([
  { chance: 0, delayMs: 80 },
  { chance: 0.5, delayMs: 100 },
  { chance: 0.75, delayMs: 110 },
])('latency 100 with jitter 20, at a chance of $chance: $delayMs ms', ({ chance, delayMs }) => {
  expect(delayMsOf({ type: 'latency', latency: 100, jitter: 20 }, chance)).toBe(delayMs)
})

test('a jitter above the latency: never less than nothing', () => {
  expect(delayMsOf({ type: 'latency', latency: 10, jitter: 50 }, 0)).toBe(0)
})

test('pieces of 3 ± 2 bytes: none is empty, all is there, in order', () => {
  const chances = [0, 0.5, 0.99, 0, 0.25]
  const random = (): number => chances.shift() ?? 0
  const slicer = { type: 'slicer', average_size: 3, size_variation: 2 } as const
  const pieces = sliceUp(Buffer.from('abcdefghijkl'), slicer, random).map(String)

  expect(pieces).toEqual(['a', 'bcd', 'efghi', 'j', 'kl'])
})
