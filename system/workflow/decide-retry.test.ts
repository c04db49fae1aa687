import { expect, test } from 'vitest'
import { decideRetry } from './decide-retry.ts'

const policy = { attemptsMax: 3, backoffMs: 100 }

test.each([
  { triesBefore: 0, random: 0.5, expected: { outcome: 'retry', afterMs: 100 } },
  { triesBefore: 1, random: 0.5, expected: { outcome: 'retry', afterMs: 200 } },
  { triesBefore: 0, random: 0, expected: { outcome: 'retry', afterMs: 75 } },
  { triesBefore: 0, random: 1, expected: { outcome: 'retry', afterMs: 125 } },
  { triesBefore: 2, random: 0.5, expected: { outcome: 'give-up', because: 'tries-used-up' } },
  { triesBefore: 9, random: 0.5, expected: { outcome: 'give-up', because: 'tries-used-up' } },
])('$triesBefore failed tries of 3, chance $random → $expected', ({ triesBefore, random, expected }) => {
  expect(decideRetry({ isPermanent: false, triesBefore }, policy, random)).toEqual(expected)
})

test('a failure that would come again: given up at the first try', () => {
  expect(decideRetry({ isPermanent: true, triesBefore: 0 }, policy, 0.5)).toEqual({
    outcome: 'give-up',
    because: 'permanent',
  })
})

test('one attempt allowed: no second one', () => {
  const decision = decideRetry({ isPermanent: false, triesBefore: 0 }, { attemptsMax: 1, backoffMs: 0 }, 0.5)
  expect(decision.outcome).toBe('give-up')
})

test('a pause that would grow beyond ten minutes: ten minutes', () => {
  const patient = { attemptsMax: 10, backoffMs: 600_000 }
  expect(decideRetry({ isPermanent: false, triesBefore: 8 }, patient, 0.5)).toEqual({
    outcome: 'retry',
    afterMs: 600_000,
  })
})
