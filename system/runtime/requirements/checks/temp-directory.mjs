// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @type {Requirement} */
export const tempDirectory = {
  name: 'temporary files',
  group: 'system',
  look: async ({ environment }) => {
    const folder = environment['TMPDIR'] ?? tmpdir()
    try {
      await rm(await mkdtemp(join(folder, 'easyflow-trial-')), { recursive: true })
      return { state: 'ok', found: folder }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      return {
        state: 'missing',
        found: `the folder for temporary files, ${folder}, cannot be written to (${code})`,
        remedy: 'Set TMPDIR to a folder that you can write to',
      }
    }
  },
}
