import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { logFileOf } from '../instance/instance-layout.ts'
import { clearPostgres } from './clear-postgres.ts'
import { runToEnd } from '../process/run-to-end.ts'
import type { SystemContext } from '../system-context.ts'
import { findPostgresAccount, type Account } from './postgres-account.ts'
import { findPostgresBinaries } from './find-postgres-binaries.ts'

export interface PreparedPostgres {
  readonly binaries: string
  readonly dataDirectory: string
  readonly account: Account | undefined
}

/** Makes an empty database cluster, unless the instance has one already. */
export async function preparePostgres(context: SystemContext): Promise<PreparedPostgres> {
  const { layout } = context
  const [binaries, account] = await Promise.all([
    findPostgresBinaries(layout.cache, context.signal),
    findPostgresAccount(),
  ])
  const prepared = { binaries, account, dataDirectory: join(layout.postgres, 'data') }
  await mkdir(layout.postgres, { recursive: true, mode: 0o700 })
  if (account !== undefined) await chown(layout.postgres, account.uid, account.gid)
  if (existsSync(prepared.dataDirectory)) await clearPostgres(layout)
  else await initialise(context, prepared)
  return prepared
}

/** Under another name first, so that one that was interrupted is not taken for a whole one. */
async function initialise(context: SystemContext, prepared: PreparedPostgres): Promise<void> {
  const { layout, credentials } = context
  const draft = join(layout.postgres, 'data-draft')
  const passwordFile = join(layout.postgres, 'password-draft')
  await rm(draft, { recursive: true, force: true })
  try {
    await writeFile(passwordFile, `${credentials.postgres.admin.password}\n`, { mode: 0o600 })
    if (prepared.account !== undefined) {
      await chown(passwordFile, prepared.account.uid, prepared.account.gid)
    }
    await runToEnd(
      {
        name: 'initdb',
        command: join(prepared.binaries, 'initdb'),
        args: [
          `--pgdata=${draft}`,
          `--username=${credentials.postgres.admin.user}`,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          // Its own idea of C.UTF-8, so that sorting does not depend on the machine's libraries.
          '--locale-provider=builtin',
          '--builtin-locale=C.UTF-8',
          '--locale=C',
          ...(context.isEphemeral ? ['--no-sync'] : []),
        ],
        env: { LC_ALL: 'C' },
        cwd: layout.postgres,
        account: prepared.account,
        logFile: logFileOf(layout, 'postgres'),
        instanceDirectory: layout.directory,
      },
      context,
    )
    await rename(draft, prepared.dataDirectory)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}
