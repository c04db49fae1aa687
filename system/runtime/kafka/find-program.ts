import { access, constants, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { inheritedEnvironment } from '../runtime-settings.ts'

/** Finds a program in the folders of PATH. */
export async function findProgram(
  name: string,
  firstIn: readonly string[] = [],
): Promise<string | undefined> {
  const folders = [...firstIn, ...(inheritedEnvironment()['PATH'] ?? '').split(delimiter)]
  for (const folder of folders.filter((folder) => folder !== '')) {
    const candidate = join(folder, name)
    try {
      await access(candidate, constants.X_OK)
      return await realpath(candidate)
    } catch {
      // Not here: the next folder.
    }
  }
  return undefined
}
