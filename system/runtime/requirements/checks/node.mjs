// @ts-check
/** @import { Requirement } from '../requirement.ts' */

const OLDEST = { major: 20, minor: 19 }

/** The Node that starts everything; the system itself runs on the one that npm brings. @type {Requirement} */
export const node = {
  name: 'Node.js',
  group: 'tools',
  look: async ({ nodeVersion }) => {
    const [major = 0, minor = 0] = nodeVersion.replace('v', '').split('.').map(Number)
    const isNewEnough = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)
    if (isNewEnough) return { state: 'ok', found: nodeVersion }
    return {
      state: 'missing',
      found: `Node.js ${nodeVersion} is too old`,
      remedy: `Get version ${String(OLDEST.major)}.${String(OLDEST.minor)} or newer from https://nodejs.org`,
    }
  },
}
