// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { readFile } from 'node:fs/promises'
import { findProgram } from '../find-program.mjs'

/** Whether a process is ours is told by its number together with the moment of its birth. @type {Requirement} */
export const processTable = {
  name: 'list of processes',
  group: 'system',
  look: async ({ environment }) => {
    if (process.platform !== 'linux') {
      const program = await findProgram('ps', environment)
      if (program !== undefined) return { state: 'ok', found: program }
      return { state: 'missing', found: 'there is no program ps', remedy: 'Install it' }
    }
    try {
      await readFile(`/proc/${String(process.pid)}/stat`)
      return { state: 'ok', found: '/proc' }
    } catch {
      return {
        state: 'missing',
        found: '/proc cannot be read',
        remedy: 'Mount it: mount -t proc proc /proc',
      }
    }
  },
}
