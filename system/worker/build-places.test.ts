import { expect, test } from 'vitest'
import { buildPlaces } from './build-places.ts'

const never = new AbortController().signal

test('two places and five that want to run: never more than two at a time, all of them in the end, in order', async () => {
  const places = buildPlaces(2)
  const order: number[] = []
  let most = 0
  for (const number of [1, 2, 3, 4, 5]) {
    await places.take(never)
    places.use(
      async () => {
        most = Math.max(most, places.used() + 1)
        order.push(number)
        await Promise.resolve()
      },
      () => undefined,
    )
  }
  await places.settled()
  expect({ order, most, used: places.used() }).toEqual({ order: [1, 2, 3, 4, 5], most: 2, used: 0 })
})

test('places reserved and not used: they can be taken again', () => {
  const places = buildPlaces(3)
  expect([places.takeUpTo(2), places.takeUpTo(2), places.takeUpTo(2)]).toEqual([2, 1, 0])
  places.release(3)
  expect(places.takeUpTo(9)).toBe(3)
})

test('somebody who gives up waiting: gets no place and costs none', async () => {
  const places = buildPlaces(1)
  const stop = new AbortController()
  await places.take(never)
  const waiting = places.take(stop.signal)
  stop.abort(new Error('stopping'))
  await expect(waiting).rejects.toThrow('stopping')
  places.release(1)
  expect(places.takeUpTo(1)).toBe(1)
})

test('work that fails: told, and its place is free again', async () => {
  const places = buildPlaces(1)
  const failure = new Error('no')
  const told: unknown[] = []
  await places.take(never)
  places.use(
    () => Promise.reject(failure),
    (error) => told.push(error),
  )
  await places.settled()
  expect({ told, free: places.takeUpTo(1) }).toEqual({ told: [failure], free: 1 })
})
