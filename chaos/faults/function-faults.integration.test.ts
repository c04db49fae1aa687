import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../system/test-support/create-database.ts'
import { createDemoTenants } from '../../system/test-support/create-demo-tenants.ts'
import { createTestIssuer, type TestIssuer } from '../../system/test-support/test-issuer.ts'
import { openLastingSession, openSqlSession, type SqlSession } from '../probes/sql-session.ts'
import { GLOBEX } from '../tenant-option.ts'
import { forgetFence } from './forget-fence.ts'
import { forgetLeases } from './forget-leases.ts'
import { forgetStatus } from './forget-status.ts'
import { forgetToSweep } from './forget-to-sweep.ts'

let database: TestDatabase
let issuer: TestIssuer
let admin: SqlSession

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, [GLOBEX])
  admin = await openLastingSession(database.installerUrl)
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

async function readSources(): Promise<string> {
  const rows = await admin.rows(
    `select string_agg(prosrc, '' order by proname) as sources from pg_proc
     where pronamespace = 'tenant_globex_api'::regnamespace`,
  )
  return String(rows[0]?.['sources'])
}

test.each([
  ['forget-fence', forgetFence, 'e.lease_until > moment'],
  ['forget-leases', forgetLeases, 'leases_lost < 5'],
  ['forget-status', forgetStatus, "e.status = 'QUEUED'"],
  ['forget-to-sweep', forgetToSweep, 'limit least(greatest(batch, 0), 100)'],
])('%s: takes its line out of every function it names, and puts it back', async (_name, build, line) => {
  const fault = build(admin, GLOBEX)
  const before = await readSources()
  const count = (text: string): number => text.split(line).length - 1
  await fault.inject()
  const during = await readSources()
  expect(count(during)).toBeLessThan(count(before))
  await fault.heal()
  await fault.heal()
  expect(await readSources()).toBe(before)
})

test('a session whose connection was killed: the next statement has another', async () => {
  const [mine] = await admin.rows('select pg_backend_pid() as pid')
  const other = await openSqlSession(database.installerUrl)
  await other.rows('select pg_terminate_backend($1)', [mine?.['pid']])
  await other.close()
  // The one that meets the end of the connection may be lost; not the one after it.
  await admin.ask('select 1')
  const [next] = await admin.rows('select pg_backend_pid() as pid')
  expect(next?.['pid']).not.toBe(mine?.['pid'])
})
