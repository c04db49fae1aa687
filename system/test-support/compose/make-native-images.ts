import { chmod, chown, copyFile, cp, mkdir, appendFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findJava } from '../../runtime/kafka/find-java.ts'
import { findPostgresAccount } from '../../runtime/postgres/postgres-account.ts'
import { nodeProgram } from '../../runtime/process/node-program.ts'
import { makeImageFolder } from './make-image-folder.ts'
import { readDockerfile, secretDirectoriesOf } from './read-dockerfile.ts'
import type { Account, NativeImages } from './run-natively.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

export interface NativeImagesOptions {
  /** An empty directory, which every account can pass through. */
  readonly root: string
  /** Of the embedded server. */
  readonly postgresPrograms: string
  readonly kafkaJars: readonly string[]
  /** Asked instead of `pg_isready`, which the embedded server lacks. */
  readonly isDatabaseReady: () => Promise<boolean>
}

/** Makes what the images hold out of the native parts: programs, folders, mount points and their owners. */
export async function makeNativeImages(options: NativeImagesOptions): Promise<NativeImages> {
  const { root } = options
  const at = (...parts: readonly string[]): string => join(root, ...parts)
  for (const folder of ['secrets', 'libs', 'logs']) await mkdir(at(folder), { mode: 0o755 })
  await Promise.all([
    makeImageFolder(at('app')),
    // The account of a container need not be able to reach our checkout.
    copyFile(nodeProgram(), at('node')),
    ...options.kafkaJars.map((jar) => cp(jar, at('libs', jar.split('/').at(-1) ?? ''))),
  ])
  await makeOwned(at('kafka'), [1000, 1000])
  await makeOwned(at('kafka/data'), [1000, 1000])
  await makeOwned(at('kafka-logs'), [1000, 1000])
  // Postgres wants its account to have a name.
  const account = await findPostgresAccount()
  const ofPostgres = [account?.uid ?? 0, account?.gid ?? 0] as const
  await makeOwned(at('postgresql'), ofPostgres)
  for (const { path, owner, group, mode } of secretDirectoriesOf(await readDockerfile())) {
    await makeOwned(join(root, path), [owner, group === 999 ? ofPostgres[1] : group], mode)
  }
  return {
    app: at('app'),
    logs: at('logs'),
    paths: {
      '/secrets': at('secrets'),
      '/opt/kafka/libs': at('libs'),
      '/var/lib/kafka': at('kafka'),
      '/var/log/kafka': at('kafka-logs'),
      '/var/lib/postgresql': at('postgresql'),
    },
    accounts: { '999:999': account },
    programs: {
      node: at('node'),
      java: (await findJava()).program,
      postgres: join(options.postgresPrograms, 'postgres'),
      bash: 'bash',
      sleep: 'sleep',
      cat: 'cat',
    },
    entrypoints: {
      postgres: async (environment, account) =>
        await initialise(join(options.postgresPrograms, 'initdb'), environment, account),
    },
    // The gate must not be reached from outside during a test.
    environment: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      NODE_ENV: 'production',
      EASYFLOW_GATE_ADDRESS: '127.0.0.2',
    },
    moreArguments: { postgres: ['-c', `unix_socket_directories=${at('postgresql')}`] },
    checks: { pg_isready: options.isDatabaseReady },
  }
}

async function makeOwned(path: string, [uid, gid]: readonly [number, number], mode = 0o755): Promise<void> {
  await mkdir(path)
  if (isRoot) await chown(path, uid, gid)
  await chmod(path, isRoot ? mode : 0o700)
}

/** What the image's docker-entrypoint.sh does with these very variables when there is no cluster yet. */
async function initialise(
  initdb: string,
  environment: Readonly<Record<string, string>>,
  account: Account,
): Promise<void> {
  const {
    PGDATA = '',
    POSTGRES_USER = '',
    POSTGRES_PASSWORD_FILE = '',
    POSTGRES_INITDB_ARGS = '',
  } = environment
  await run('mkdir', ['-p', PGDATA], { ...account })
  const args = [`--username=${POSTGRES_USER}`, `--pwfile=${POSTGRES_PASSWORD_FILE}`, `--pgdata=${PGDATA}`]
  await run(initdb, [...args, '--no-sync', ...POSTGRES_INITDB_ARGS.split(' ')], {
    ...account,
    env: environment,
    cwd: '/',
  })
  await appendFile(join(PGDATA, 'pg_hba.conf'), '\nhost all all all scram-sha-256\n')
}
