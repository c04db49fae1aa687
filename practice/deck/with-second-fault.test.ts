import { expect, test } from 'vitest'
import { hostileQuestions } from './hostile-questions.ts'
import { withSecondFault } from './with-second-fault.ts'

test('a question whose last push has a proof: asked as well, right behind it, with the proof of its own', () => {
  const asked = hostileQuestions.filter(({ id }) => id === 'queue-fails').flatMap(withSecondFault)

  expect(asked.map(({ id, proofs }) => [id, ...proofs])).toEqual([
    ['queue-fails', 'queue-killed'],
    ['queue-fails-pushed', 'api-dies-while-queue-is-down'],
  ])
  expect(asked[1]?.question).toBe(asked[0]?.pushback[2].challenge)
})

test('a question whose last push has none: alone', () => {
  const [card] = hostileQuestions
  if (card === undefined) throw new Error('There is no card')
  const [first, second, { challenge, reply }] = card.pushback

  expect(withSecondFault({ ...card, pushback: [first, second, { challenge, reply }] })).toHaveLength(1)
})
