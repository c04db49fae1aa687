import { expect, test } from 'vitest'
import { buildRequestBuckets } from './build-request-buckets.ts'

/** Buckets on a clock that the test moves. */
function bucketsAt(options: { size: number; perSecond: number }) {
  const clock = { ms: 1000 }
  return { clock, take: buildRequestBuckets({ ...options, now: () => clock.ms }) }
}

test('as many at once as the bucket holds, one more: refused, and told when the next may come', () => {
  const { take } = bucketsAt({ size: 3, perSecond: 10 })
  expect([take('acme'), take('acme'), take('acme')].map(({ isWithin, left }) => [isWithin, left])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
  ])
  expect(take('acme')).toEqual({ isWithin: false, left: 0, nextInMs: 100, fullInMs: 300 })
})

test('a flood of 1,000 a second against 50: let through evenly, one every 20 ms, never two', () => {
  const { clock, take } = bucketsAt({ size: 50, perSecond: 50 })
  while (take('acme').isWithin);
  const admittedAt: number[] = []
  for (let ms = 1; ms <= 1000; ms += 1) {
    clock.ms = 1000 + ms
    if (take('acme').isWithin) admittedAt.push(ms)
  }
  const gaps = admittedAt.slice(1).map((at, index) => at - (admittedAt[index] ?? 0))
  expect(admittedAt).toHaveLength(50)
  expect([Math.min(...gaps), Math.max(...gaps)]).toEqual([20, 20])
})

test('refused requests: they cost nothing, and put nothing off', () => {
  const { clock, take } = bucketsAt({ size: 1, perSecond: 1 })
  take('acme')
  for (let count = 0; count < 100; count += 1) expect(take('acme').isWithin).toBe(false)
  clock.ms += 1000
  expect(take('acme').isWithin).toBe(true)
})

test("one tenant's bucket is empty: another tenant's is full", () => {
  const { take } = bucketsAt({ size: 1, perSecond: 1 })
  take('acme')
  expect([take('acme').isWithin, take('globex').isWithin]).toEqual([false, true])
})

test('a long rest: no more than the size of the bucket', () => {
  const { clock, take } = bucketsAt({ size: 2, perSecond: 1 })
  take('acme')
  clock.ms += 3_600_000
  expect(take('acme').left).toBe(1)
})
