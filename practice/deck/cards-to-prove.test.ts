import { expect, test } from 'vitest'
import { cardsToProve, type ProvingWish } from './cards-to-prove.ts'
import { hostileQuestions } from './hostile-questions.ts'

const nothing: ProvingWish = { pushed: false, without: [], only: undefined }
const countOf = (wish: Partial<ProvingWish>): number =>
  cardsToProve(hostileQuestions, { ...nothing, ...wish }).reduce((sum, { proofs }) => sum + proofs.length, 0)
const all = hostileQuestions.reduce((sum, { proofs }) => sum + proofs.length, 0)
const pushes = hostileQuestions.reduce((sum, { pushback: [, , last] }) => sum + (last.proofs?.length ?? 0), 0)

test('nothing else asked for: the first proof of every question', () => {
  const taken = cardsToProve(hostileQuestions, nothing)
  expect(taken.map(({ id, proofs }) => [id, ...proofs])).toEqual(
    hostileQuestions.map(({ id, proofs: [first] }) => [id, first]),
  )
})

test.each([{ without: ['schema-wall'] }, { only: 'kafka-not-trusted' }])(
  '%o: every proof, for a later one may rest on it',
  (wish) => {
    expect(countOf(wish)).toBe(all)
  },
)

test('the pushes as well: every proof of every question, and of every last push', () => {
  expect(countOf({ pushed: true })).toBe(all + pushes)
  expect(pushes).toBeGreaterThan(3)
})
