import { hash } from 'node:crypto'
import { claimEdits } from './edits-claims.ts'
import { base64Edits, byteEdits } from './edits-encoding.ts'
import { harmlessEdits } from './edits-harmless.ts'
import { jsonEdits } from './edits-json.ts'
import { headerEdits } from './edits-header.ts'
import { keyEdits } from './edits-keys.ts'
import { signatureEdits } from './edits-signature.ts'
import { structureEdits } from './edits-structure.ts'
import { timeEdits } from './edits-times.ts'
import { buildRandom, type Random } from './seeded-random.ts'
import { editClasses, type EditClass, type TokenEdit } from './token-edit.ts'

/** One change of one mutant; `seed` is where its draws begin, so that leaving out another changes nothing here. */
export interface PlannedEdit {
  readonly edit: TokenEdit
  readonly seed: number
}

/** How to make one token. The same seed and number plan the same. */
export interface Mutant {
  readonly number: number
  readonly of: EditClass
  readonly tokenId: string
  readonly edits: readonly PlannedEdit[]
}

export const allEdits: readonly TokenEdit[] = [
  ...harmlessEdits,
  ...claimEdits,
  ...timeEdits,
  ...jsonEdits,
  ...byteEdits,
  ...base64Edits,
  ...structureEdits,
  ...headerEdits,
  ...keyEdits,
  ...signatureEdits,
]

/** The classes take turns, and so do the edits of a class; up to three more changes, mostly harmless ones, go with it. */
export function planMutants(seed: number, count: number): readonly Mutant[] {
  return Array.from({ length: count }, (_, number) => planMutant(seed, number))
}

function planMutant(seed: number, number: number): Mutant {
  const digest = hash('sha256', `${String(seed)}/${String(number)}`, 'buffer')
  const random = buildRandom(digest.readUInt32LE(0))
  const of = editClasses[number % editClasses.length] ?? 'harmless'
  const first = nth(of, Math.floor(number / editClasses.length))
  const more = Array.from({ length: random.below(4) }, () => pickCompanion(of, random))
  const edits = [first, ...more].map((edit) => ({ edit, seed: random.below(2 ** 32) }))
  return { number, of, tokenId: digest.toString('hex', 4, 20), edits }
}

function nth(of: EditClass, turn: number): TokenEdit {
  const edits = allEdits.filter((edit) => edit.of === of)
  const edit = edits[turn % edits.length]
  if (edit === undefined) throw new TypeError(`No edit is of the class ${of}`)
  return edit
}

function pickCompanion(of: EditClass, random: Random): TokenEdit {
  return random.pick(of === 'harmless' || random.chance(0.8) ? harmlessEdits : allEdits)
}
