// @ts-check
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The nearest folder on the way to a path that exists already.
 *
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function existingFolder(path) {
  try {
    await stat(path)
    return path
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || path === dirname(path)) throw error
    return await existingFolder(dirname(path))
  }
}
