import { expect, test } from 'vitest'
import { withInstaller } from '../platform/database/with-installer.ts'
import { createDatabase } from './create-database.ts'

const ask = (url: string, statement: string): Promise<unknown> =>
  withInstaller(url, async (installer) => (await installer.query(statement)).rows)

test('two databases at once: each is migrated, and neither sees the other', async () => {
  const [one, other] = await Promise.all([createDatabase(), createDatabase()])

  await ask(one.installerUrl, "insert into easyflow.tenants (tenant_id, status) values ('acme', 'active')")

  expect(await ask(one.installerUrl, 'select tenant_id from easyflow.tenants')).toEqual([
    { tenant_id: 'acme' },
  ])
  expect(await ask(other.installerUrl, 'select tenant_id from easyflow.tenants')).toEqual([])
})

test('both logins get in, and PUBLIC does not', async () => {
  const database = await createDatabase()

  const who = 'select current_user::text as who'
  expect(await ask(database.apiUrl, who)).toEqual([{ who: 'easyflow_api' }])
  expect(await ask(database.workerUrl, who)).toEqual([{ who: 'easyflow_worker' }])
  expect(
    await ask(
      database.installerUrl,
      'select grantee::regrole::text from pg_database, aclexplode(datacl) where datname = current_database() and grantee = 0',
    ),
  ).toEqual([])
})

test('a database that is not to be migrated: it has no schema of ours', async () => {
  const { installerUrl } = await createDatabase({ isMigrated: false })

  expect(await ask(installerUrl, "select nspname from pg_namespace where nspname ~ '^easyflow'")).toEqual([])
})
