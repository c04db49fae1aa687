// @ts-check
import { access, constants, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * Finds a program in the folders of PATH, and before them in `firstIn`.
 *
 * @param {string} name
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {readonly string[]} [firstIn]
 * @returns {Promise<string | undefined>} its real path
 */
export async function findProgram(name, environment, firstIn = []) {
  // A relative folder would mean another one wherever we are.
  const folders = [...firstIn, ...(environment['PATH'] ?? '').split(delimiter)].filter(isAbsolute)
  for (const folder of folders) {
    const candidate = join(folder, name)
    try {
      await access(candidate, constants.X_OK)
      if ((await stat(candidate)).isFile()) return await realpath(candidate)
    } catch {
      // Not here: the next folder.
    }
  }
  return undefined
}
