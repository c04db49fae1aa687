import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

const run = promisify(execFile)
const ACCOUNT = 'postgres'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * Under which account Postgres runs: our own, unless we are root, which it refuses. Then it is `postgres`,
 * made when it does not exist, without a home or a shell.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING when it neither exists nor can be made.
 */
export async function findPostgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (await look()) ?? (await make())
}

async function look(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, ACCOUNT])))
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
  } catch {
    // `id` fails for an account that does not exist.
    return undefined
  }
}

async function make(): Promise<Account> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      ACCOUNT,
    ])
    const account = await look()
    if (account !== undefined) return account
  } catch (cause) {
    throw missing(cause)
  }
  throw missing(undefined)
}

function missing(cause: unknown): EasyFlowError {
  return new EasyFlowError(
    'ERR_REQUIREMENT_MISSING',
    `Postgres does not run as root and needs an account "${ACCOUNT}", which could not be made: ` +
      `make it (useradd --system ${ACCOUNT}), or start as another account than root`,
    { cause },
  )
}
