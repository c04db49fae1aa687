import { findProgram as find } from '../requirements/find-program.mjs'
import { inheritedEnvironment } from '../runtime-settings.ts'

/** Finds a program in the folders of PATH, and before them in `firstIn`. */
export async function findProgram(
  name: string,
  firstIn: readonly string[] = [],
): Promise<string | undefined> {
  return await find(name, inheritedEnvironment(), firstIn)
}
