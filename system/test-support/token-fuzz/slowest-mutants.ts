import { randomUUID } from 'node:crypto'
import { makeToken } from './make-token.ts'
import type { Judged } from './run-fuzz.ts'
import type { SlowToken } from './slow-tokens.ts'
import type { FuzzKeys } from './token-draft.ts'

/** Of a run, the tokens that database and api took longest for, to be measured again without all else that ran. */
export function slowestMutants(
  judged: readonly Judged[],
  keys: FuzzKeys,
  count: number,
): readonly SlowToken[] {
  const longest = (of: (one: Judged) => number): readonly Judged[] =>
    [...judged].sort((one, other) => of(other) - of(one)).slice(0, count)
  const found = new Set([...longest(({ database }) => database.elapsedUs), ...longest(({ apiUs }) => apiUs)])
  return [...found].map(({ mutant }) => ({
    name: `${mutant.of}: ${mutant.edits.map(({ edit }) => edit.name).join(' + ')}`.slice(0, 120),
    make: () => makeToken({ ...mutant, tokenId: randomUUID() }, keys, Date.now()).token,
  }))
}
