import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOnce } from '../process/make-once.ts'
import { findPostgresPackage } from './find-postgres-package.ts'

/**
 * Finds the directory with Postgres's programs. As root they are copied once to `cache`, since the account
 * that runs them need not be able to reach the checkout.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING when the package for this platform is not installed.
 */
export async function findPostgresBinaries(
  cache: string,
  signal = new AbortController().signal,
): Promise<string> {
  const { native, version } = await findPostgresPackage()
  if (process.getuid?.() !== 0) return join(native, 'bin')
  const copy = join(cache, `postgres-${version}`)
  await makeOnce(
    copy,
    async (draft) => await cp(native, draft, { recursive: true, verbatimSymlinks: true }),
    signal,
  )
  return join(copy, 'bin')
}
