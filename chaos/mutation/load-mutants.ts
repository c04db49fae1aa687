import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

const MUTANTS = join(import.meta.dirname, '../mutants')

/** Loads every mutant: one file each, which is all that adding one takes. In the order of their names. */
export async function loadMutants(): Promise<readonly Mutant[]> {
  const names = (await readdir(MUTANTS)).filter((file) => /^[a-z-]+\.ts$/.test(file)).sort()
  return Promise.all(names.map((file) => loadMutant(file.replace(/\.ts$/, ''))))
}

/** Loads one by its name. @throws {Error} for a file that is not there, or whose mutant has another name. */
export async function loadMutant(name: string): Promise<Mutant> {
  if (!/^[a-z-]+$/.test(name)) throw new Error(`"${name}" is no name of a mutant`)
  const { mutant } = (await import(join(MUTANTS, `${name}.ts`))) as { mutant: Mutant }
  if (mutant.name !== name) throw new Error(`chaos/mutants/${name}.ts declares itself as ${mutant.name}`)
  return mutant
}
