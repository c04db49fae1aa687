// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { readInstallation } from '../read-installation.mjs'

/** @type {Requirement} */
export const packages = {
  name: 'npm packages',
  group: 'packages',
  look: async ({ checkout }) => {
    const { lack } = readInstallation(checkout)
    if (lack === undefined) return { state: 'ok', found: 'those of package-lock.json' }
    return { state: 'missing', found: lack, remedy: `Run: npm ci --prefix "${checkout}"` }
  },
}
