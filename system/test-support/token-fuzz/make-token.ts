import { buildToken } from './build-token.ts'
import type { Mutant } from './plan-mutants.ts'
import { buildRandom } from './seeded-random.ts'
import { createDraft, type FuzzKeys, type TokenDraft } from './token-draft.ts'

/** Makes the token of a mutant as of `nowMs`. Its signature is as new as the run's keys. */
export function makeToken(
  mutant: Mutant,
  keys: FuzzKeys,
  nowMs: number,
): { readonly draft: TokenDraft; readonly token: string } {
  const draft = createDraft(keys, Math.floor(nowMs / 1000), mutant.tokenId)
  for (const { edit, seed } of mutant.edits) edit.apply(draft, buildRandom(seed))
  return { draft, token: buildToken(draft) }
}
