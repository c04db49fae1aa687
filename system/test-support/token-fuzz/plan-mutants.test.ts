import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeToken } from './make-token.ts'
import { allEdits, planMutants } from './plan-mutants.ts'
import { shrinkMutant } from './shrink-mutant.ts'
import { editClasses } from './token-edit.ts'
import type { FuzzKey, FuzzKeys } from './token-draft.ts'

const keys = createKeys()
const NOW_MS = 1_800_000_000_000

test('the same seed: the same tokens, letter by letter; another seed: others', () => {
  // PS256 draws its salt anew each time.
  const make = (seed: number): readonly string[] =>
    planMutants(seed, 40)
      .filter(({ edits }) => !edits.some(({ edit }) => edit.name === 'signed as PS256'))
      .map((mutant) => makeToken(mutant, keys, NOW_MS).token)
  const first = make(1)
  expect(make(1)).toEqual(first)
  expect(first).not.toEqual(make(2))
})

test('a few hundred of them: every class and every edit takes its turn', () => {
  const mutants = planMutants(1, 300)
  expect(new Set(mutants.map(({ of }) => of))).toEqual(new Set(editClasses))
  expect(new Set(mutants.flatMap(({ edits }) => edits.map(({ edit }) => edit)))).toEqual(new Set(allEdits))
})

test('the edits: no two of a class have the same name, and each makes a text of any token', () => {
  const names = allEdits.map(({ of, name }) => `${of}: ${name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const edit of allEdits) {
    const mutant = { number: 0, of: edit.of, tokenId: 'x', edits: [{ edit, seed: 7 }] }
    expect(typeof makeToken(mutant, keys, NOW_MS).token).toBe('string')
  }
})

test('leaving out changes for as long as what is left is bad: the two that make it bad are left', async () => {
  const [mutant] = planMutants(1, 200).filter(({ edits }) => edits.length === 4)
  if (mutant === undefined) throw new Error('There is none with four changes')
  const guilty = [mutant.edits[1], mutant.edits[3]]
  const smallest = await shrinkMutant(mutant, ({ edits }) =>
    Promise.resolve(guilty.every((edit) => edit !== undefined && edits.includes(edit))),
  )
  expect(smallest.edits).toEqual(guilty)
})

function createKeys(): FuzzKeys {
  const create = (kid: string): FuzzKey => ({
    kid,
    privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  })
  return {
    issuer: 'http://issuer.test',
    first: create('first'),
    others: [create('other')],
    unusable: [create('unusable')],
    stranger: create('stranger'),
  }
}
