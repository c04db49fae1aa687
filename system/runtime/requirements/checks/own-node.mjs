// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The Node that runs the system: it reads TypeScript. @type {Requirement} */
export const ownNode = {
  name: 'our own Node.js',
  group: 'packages',
  look: async ({ checkout }) => {
    const folder = join(checkout, 'node_modules/node')
    try {
      await access(join(folder, 'bin/node'), constants.X_OK)
      /** @type {{ version?: string }} */
      const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
      return { state: 'ok', found: `v${String(version)}` }
    } catch {
      return {
        state: 'missing',
        found: 'the Node.js of the packages is not there',
        remedy: `Let npm run install scripts (npm config get ignore-scripts), then: npm ci --prefix "${checkout}"`,
      }
    }
  },
}
