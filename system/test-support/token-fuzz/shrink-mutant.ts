import type { Mutant } from './plan-mutants.ts'

/** Leaves out one change after the other for as long as what is left is still `isBad`. */
export async function shrinkMutant(
  mutant: Mutant,
  isBad: (smaller: Mutant) => Promise<boolean>,
): Promise<Mutant> {
  for (const left of mutant.edits) {
    const smaller = { ...mutant, edits: mutant.edits.filter((edit) => edit !== left) }
    if (await isBad(smaller)) return await shrinkMutant(smaller, isBad)
  }
  return mutant
}
