import { expect, test } from 'vitest'
import { proofNames } from '../../chaos/run-proof.ts'
import { hostileQuestions } from './hostile-questions.ts'
import { pitches } from './pitches.ts'

test('every claim names a scenario that exists', () => {
  const claimed = hostileQuestions.flatMap(({ proof, pushback: [, , last] }) =>
    [proof, last.proof].filter((name) => typeof name === 'string'),
  )
  expect(claimed.filter((name) => !proofNames.includes(name))).toEqual([])
  expect(pitches.filter(({ proof }) => proof === null || !claimed.includes(proof))).toEqual([])
})
