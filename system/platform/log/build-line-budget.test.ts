import { expect, test } from 'vitest'
import { buildLineBudget } from './build-line-budget.ts'

test('a flood: so many lines a second of each kind, and the next one says how many were left out', () => {
  let moment = 0
  const budget = buildLineBudget({ perSecond: 2, now: () => moment })
  expect([1, 2, 3, 4, 5].map(() => budget.ask('refused'))).toEqual([0, 0, undefined, undefined, undefined])
  expect(budget.ask('limited')).toBe(0)
  moment = 1000
  expect([budget.ask('refused'), budget.ask('refused')]).toEqual([3, 0])
})
