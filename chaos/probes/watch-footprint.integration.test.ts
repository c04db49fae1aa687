import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { createDatabase, type TestDatabase } from '../../system/test-support/create-database.ts'
import { createDemoTenants } from '../../system/test-support/create-demo-tenants.ts'
import { createTestIssuer, type TestIssuer } from '../../system/test-support/test-issuer.ts'
import { openSqlSession, type SqlSession } from './sql-session.ts'
import { watchFootprint } from './watch-footprint.ts'

let database: TestDatabase
let issuer: TestIssuer
let admin: SqlSession

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, [parseTenantId('acme'), parseTenantId('globex')])
  admin = await openSqlSession(database.installerUrl)
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

const execution = (status: string, marker: string): string =>
  `insert into tenant_globex.workflow_executions
     (tenant_id, execution_id, workflow_name, workflow_version, mode, status, input, steps_total)
   select 'globex', gen_random_uuid(), name, version, 'balanced', '${status}', '{"marker":"${marker}"}', 1
   from tenant_globex.workflows order by name limit 1 returning execution_id`

test('nothing happened: no schema, and the catalogue is as it was', async () => {
  const read = await watchFootprint(admin, 'marker-of-nobody')
  expect(await read()).toEqual({ schemas: [], isCatalogueChanged: false })
})

test('rows that carry the marker, in any table: counted by schema, rejected ones apart', async () => {
  const read = await watchFootprint(admin, 'marker-1')
  await admin.rows(execution('REJECTED', 'marker-1'))
  const [row] = await admin.rows(execution('QUEUED', 'marker-1'))
  await admin.rows(
    `insert into tenant_globex.effects (tenant_id, execution_id, step_index, value) values ('globex', $1, 0, '{}')`,
    [row?.['execution_id']],
  )
  await admin.rows("update tenant_acme.customers set city = 'marker-1' where customer_id = 1")
  expect(await read()).toEqual({
    schemas: [
      { schema: 'tenant_acme', rows: 1, rejected: 0, effects: 0 },
      { schema: 'tenant_globex', rows: 2, rejected: 1, effects: 1 },
    ],
    isCatalogueChanged: false,
  })
})

test.each([
  ['a grant', 'grant usage on schema tenant_globex to easyflow_api'],
  ['a switched-off trigger', 'alter event trigger easyflow_refuse_data_plane_ddl disable'],
  ['a table', 'create table public.planted (x int)'],
  ['a policy', 'create policy planted on tenant_globex.orders using (true)'],
  ['row security off', 'alter table tenant_globex.customers disable row level security'],
])('%s: the catalogue is another than before', async (_what, statement) => {
  const read = await watchFootprint(admin, 'marker-of-nobody')
  await admin.rows(statement)
  expect((await read()).isCatalogueChanged).toBe(true)
})
