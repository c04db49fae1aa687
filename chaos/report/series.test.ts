import { expect, test } from 'vitest'
import { binAnswers, countUnseen, quantileOf } from './series.ts'
import { history, witnesses } from './test-support/recorded-run.ts'

test('every answer is in one stretch, by its outcome', () => {
  const bins = binAnswers(history).get('globex') ?? []
  const sum = (key: 'accepted' | 'refused' | 'perhaps'): number =>
    bins.reduce((all, bin) => all + bin[key], 0)
  expect({ accepted: sum('accepted'), refused: sum('refused'), perhaps: sum('perhaps') }).toEqual({
    accepted: 18,
    refused: 1,
    perhaps: 1,
  })
  expect(bins[0]).toMatchObject({ from: 0, until: 200, accepted: 0, p50Ms: undefined })
  expect(bins.length).toBeLessThanOrEqual(60)
})

test.each([
  [0.5, 2],
  [0.95, 4],
  [0, 1],
])('of four values the one at %f is %i', (part, value) => {
  expect(quantileOf([4, 1, 3, 2], part)).toBe(value)
})

test('of no values: none', () => {
  expect(quantileOf([], 0.5)).toBeUndefined()
})

test('accepted and not yet over: it rises with an answer, falls with the end, and is nothing at the end', () => {
  const { points, neverOver } = countUnseen(history, witnesses)
  expect(points.slice(0, 3)).toEqual([
    { at: 0, open: 0 },
    { at: 230, open: 1 },
    { at: 301, open: 0 },
  ])
  expect({ last: points.at(-1)?.open, neverOver }).toEqual({ last: 0, neverOver: 0 })
})

test('no witness read: all of them count as open, and it is said of how many', () => {
  const { points, neverOver } = countUnseen(history, undefined)
  expect({ last: points.at(-1)?.open, neverOver }).toEqual({ last: 18, neverOver: 18 })
})

test("an owner who was told: his word stands where the row's end is not known", () => {
  const told = [
    ...history,
    { at: 900, kind: 'observed', tenant: 'globex', executionId: 'id-0', status: 'COMPLETE', attempt: 1 },
  ] as const
  expect(countUnseen(told, undefined)).toMatchObject({ neverOver: 17 })
})
