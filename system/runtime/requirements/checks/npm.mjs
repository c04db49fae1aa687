// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { findProgram } from '../find-program.mjs'

/** @type {Requirement} */
export const npm = {
  name: 'npm',
  group: 'tools',
  look: async ({ environment }) => {
    const program = await findProgram('npm', environment)
    if (program !== undefined) return { state: 'ok', found: program }
    return {
      state: 'missing',
      found: 'npm is not installed',
      remedy: 'It comes with Node.js from https://nodejs.org (Debian: apt install npm)',
    }
  },
}
