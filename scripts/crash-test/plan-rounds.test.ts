import { expect, test } from 'vitest'
import { phases, planRounds } from './plan-rounds.ts'

test('the same seed: the same rounds; another: others', () => {
  expect(planRounds(1, 30)).toEqual(planRounds(1, 30))
  expect(planRounds(1, 30)).not.toEqual(planRounds(2, 30))
})

test('thirty moments: every phase, and in it every victim at least once', () => {
  const rounds = planRounds(1, 30)
  const kinds = new Set(rounds.map(({ phase, victim }) => `${phase} ${victim}`))

  expect(rounds).toHaveLength(30)
  expect(kinds.size).toBe(23)
  expect(new Set(rounds.map(({ phase }) => phase))).toEqual(new Set(phases))
})

test('only one phase: no other', () => {
  expect(new Set(planRounds(1, 10, 'stopping').map(({ phase }) => phase))).toEqual(new Set(['stopping']))
})
