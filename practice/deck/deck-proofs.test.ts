import { expect, test } from 'vitest'
import { proofNames } from '../../chaos/run-proof.ts'
import { hostileQuestions } from './hostile-questions.ts'
import { pitches } from './pitches.ts'

test('every claim names a scenario that exists', () => {
  const claimed = hostileQuestions.flatMap(({ proofs, pushback: [, , last] }) => [
    ...proofs,
    ...(last.proofs ?? []),
  ])
  expect(claimed.filter((name) => !proofNames.includes(name))).toEqual([])
  expect(pitches.filter(({ proofs }) => !proofs.some((name) => claimed.includes(name)))).toEqual([])
})
