import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { migrate } from '../database/migrate.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { startTestPostgres } from './start-test-postgres.ts'
import type { PostgresAccess } from './postgres-access.ts'

/** Starts the one Postgres that all integration tests of a run share, each file in databases of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const password = randomBytes(12).toString('hex')
  const postgres = await startTestPostgres(password)
  try {
    const access: PostgresAccess = { url: postgres.url, password }
    await prepareLogins(access)
    project.provide('postgres', access)
  } catch (error) {
    await postgres.stop()
    throw error
  }
  return postgres.stop
}

/** Logins belong to the server and not to one database: made by the first migration, usable after this. */
async function prepareLogins({ url, password }: PostgresAccess): Promise<void> {
  await withInstaller(url, async (installer) => {
    await migrate(installer)
    // ALTER ROLE takes no bind parameters; the password is hexadecimal and made above.
    for (const login of ['easyflow_api', 'easyflow_worker']) {
      await installer.query(`alter role ${login} password '${password}'`)
    }
  })
}
