import { expect, test } from 'vitest'
import { countWords } from '../answer/count-words.ts'
import { matchKeyPoints } from '../answer/match-key-points.ts'
import type { Card } from './card.ts'
import { hostileQuestions } from './hostile-questions.ts'
import { pitches } from './pitches.ts'

const cards: readonly Card[] = [...pitches, ...hostileQuestions]
const textsOf = (card: Card): string[] => [
  card.question,
  card.askedBy,
  card.modelAnswer,
  ...card.keyPoints.map(({ point }) => point),
  ...card.pushback.flatMap(({ challenge, reply }) => [challenge, reply]),
]

test('the pitches: 15 s in 30 to 38 words, 30 s in 65 to 75, 2 min in 260 to 300', () => {
  expect(pitches.map(({ target }) => target)).toEqual([
    { seconds: 15, wordsMin: 30, wordsMax: 38 },
    { seconds: 30, wordsMin: 65, wordsMax: 75 },
    { seconds: 120, wordsMin: 260, wordsMax: 300 },
  ])
})

test('the hostile questions: the five of the guide and one of ours, each with a proof', () => {
  expect(hostileQuestions.map(({ id, proofs }) => [id, ...proofs])).toEqual([
    [
      'api-bug-bypasses-tenant-checks',
      'api-trusts-tenant-header',
      'api-skips-token-verification',
      'api-sql-injection',
    ],
    ['database-per-tenant', 'database-per-tenant'],
    ['noisy-neighbours', 'noisy-neighbour-requests'],
    ['queue-fails', 'queue-killed'],
    ['kafka-not-trusted', 'message-forged-by-superuser', 'message-copied-and-replayed'],
    ['row-security-misconfigured', 'rls-disabled', 'policy-permissive'],
  ])
})

test.each(cards)('$id: the model answer keeps to its own word budget', ({ modelAnswer, target }) => {
  const words = countWords(modelAnswer)
  expect({ words, kept: words >= target.wordsMin && words <= target.wordsMax }).toEqual({ words, kept: true })
})

test.each(cards)('$id: the word budget is spoken in the time, at 115 to 155 words a minute', ({ target }) => {
  const perMinute = (words: number): number => (words / target.seconds) * 60
  expect(perMinute(target.wordsMin)).toBeGreaterThanOrEqual(115)
  expect(perMinute(target.wordsMax)).toBeLessThanOrEqual(155)
})

test.each(cards)(
  '$id: 3 to 6 key points, and the model answer mentions each',
  ({ modelAnswer, keyPoints }) => {
    const missed = keyPoints.filter((_, index) => !matchKeyPoints(modelAnswer, keyPoints)[index])
    expect(missed.map(({ point }) => point)).toEqual([])
    expect([3, 4, 5, 6]).toContain(keyPoints.length)
  },
)

test.each(cards)('$id: an answer that says nothing hits no key point', ({ keyPoints }) => {
  const evasive = 'That is a great question. We follow best practices, and security is our top priority here.'
  expect(matchKeyPoints(evasive, keyPoints)).toEqual(keyPoints.map(() => false))
})

test.each(cards)('$id: no pattern remembers where it last matched', ({ keyPoints }) => {
  const flags = keyPoints.flatMap(({ patterns }) => patterns.map((pattern) => pattern.flags))
  expect(flags.filter((flag) => /[gy]/.test(flag))).toEqual([])
})

test.each(cards)('$id: every text is ASCII, for terminals that print no more', (card) => {
  expect(textsOf(card).filter((text) => /[^ -~\n]/.test(text))).toEqual([])
})

test('card ids: none twice', () => {
  expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length)
})
