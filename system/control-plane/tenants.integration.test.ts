import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import {
  createTenant,
  listTenants,
  prepareTenants,
  removeTenant,
  type TenantDependencies,
} from './tenants.ts'

const TENANT = parseTenantId('wholeornot')
const WORKER = {
  clientId: 'easyflow-worker',
  clientSecret: 'a-secret-of-the-worker',
  role: 'worker',
  tenants: ['acme'],
}
let directory: string
let admin: Superuser
/** What the broker was asked; it fails when the tests say so. */
const asked: string[] = []
let brokerFails = false
let dependencies: TenantDependencies

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'easyflow-tenants-'))
  admin = await openSuperuser((await createDatabase()).installerUrl)
  const note = (what: string) => async (): Promise<void> => {
    asked.push(what)
    if (brokerFails && what === 'provision') throw new Error('The broker is down')
    await Promise.resolve()
  }
  dependencies = {
    installer: admin,
    broker: { provisionTenant: note('provision'), removeTenant: note('remove') },
    clientsFile: join(directory, 'clients.json'),
    tenantsFile: join(directory, 'tenants.json'),
  }
})
afterAll(async () => {
  await admin.close()
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  brokerFails = false
  asked.length = 0
  await writeFile(dependencies.clientsFile, JSON.stringify({ version: 1, clients: [WORKER] }))
  await writeFile(dependencies.tenantsFile, '["acme"]')
})

/** All that a tenant could have left anywhere. */
async function findTraces(): Promise<unknown> {
  const [row] = await admin.rows(`select
    (select count(*)::int from pg_namespace where nspname like '%wholeornot%') as schemas,
    (select count(*)::int from pg_roles where rolname like '%wholeornot%') as roles,
    (select count(*)::int from easyflow.tenants where tenant_id = 'wholeornot') as tenants,
    (select count(*)::int from easyflow.tenant_migrations where tenant_id = 'wholeornot') as migrations,
    (select count(*)::int from pg_class where relacl::text like '%wholeornot%') as grants`)
  const files =
    (await readFile(dependencies.clientsFile, 'utf8')) + (await readFile(dependencies.tenantsFile, 'utf8'))
  return { ...row, inFiles: files.includes('wholeornot') }
}
const NOTHING = { schemas: 0, roles: 0, tenants: 0, migrations: 0, grants: 0, inFiles: false }

test('a tenant is made and removed: active with a client and a worker in between, no trace of it afterwards', async () => {
  await createTenant(dependencies, TENANT)
  expect(await listTenants(admin)).toMatchObject([{ tenant: 'wholeornot', status: 'active' }])
  expect(JSON.parse(await readFile(dependencies.clientsFile, 'utf8'))).toMatchObject({
    clients: [
      { clientId: 'easyflow-worker', tenants: ['acme', 'wholeornot'] },
      { clientId: 'wholeornot-caller', role: 'caller', tenants: ['wholeornot'] },
    ],
  })
  expect(JSON.parse(await readFile(dependencies.tenantsFile, 'utf8'))).toEqual(['acme', 'wholeornot'])

  await removeTenant(dependencies, TENANT)
  expect(await findTraces()).toEqual(NOTHING)
  expect(asked).toEqual(['provision', 'remove'])
})

test('a tenant is prepared: nobody can use it, the broker was not asked, and it is made whole from there', async () => {
  expect(await prepareTenants(dependencies, [TENANT])).toEqual([TENANT])
  expect(await listTenants(admin)).toMatchObject([{ tenant: 'wholeornot', status: 'provisioning' }])
  expect(await findTraces()).toMatchObject({ tenants: 1, inFiles: false })
  expect(asked).toEqual([])

  await createTenant(dependencies, TENANT, { isPrepared: true })
  expect(await prepareTenants(dependencies, [TENANT])).toEqual([])
  expect(await listTenants(admin)).toMatchObject([{ tenant: 'wholeornot', status: 'active' }])
  await removeTenant(dependencies, TENANT)
  expect(await findTraces()).toEqual(NOTHING)
})

test('a prepared tenant, removed by somebody in between: made wholly all the same', async () => {
  await prepareTenants(dependencies, [TENANT])
  await removeTenant(dependencies, TENANT)
  await createTenant(dependencies, TENANT, { isPrepared: true })
  expect(await findTraces()).toMatchObject({ schemas: 2, tenants: 1, inFiles: true })
  await removeTenant(dependencies, TENANT)
})

test('a prepared tenant, and the broker fails: what was prepared is undone as well', async () => {
  brokerFails = true
  await prepareTenants(dependencies, [TENANT])
  await expect(createTenant(dependencies, TENANT, { isPrepared: true })).rejects.toMatchObject({
    code: 'ERR_PROVISIONING_FAILED',
    facts: { step: 'topic' },
  })
  expect(await findTraces()).toEqual(NOTHING)
})

test('two are prepared under default privileges that grant: the audit refuses, and neither is left', async () => {
  const other = parseTenantId('wholeornotagain')
  await admin.rows('alter default privileges grant select on tables to easyflow_api')
  try {
    await expect(prepareTenants(dependencies, [TENANT, other])).rejects.toMatchObject({
      code: 'ERR_PROVISIONING_FAILED',
      facts: { tenant: 'wholeornot, wholeornotagain', step: 'audit' },
    })
  } finally {
    await admin.rows('alter default privileges revoke select on tables from easyflow_api')
  }
  expect(await listTenants(admin)).toEqual([])
  expect(await findTraces()).toEqual(NOTHING)
})

test('the broker fails half-way: ERR_PROVISIONING_FAILED naming the step, and everything is undone', async () => {
  brokerFails = true
  await expect(createTenant(dependencies, TENANT)).rejects.toMatchObject({
    code: 'ERR_PROVISIONING_FAILED',
    facts: { tenant: 'wholeornot', step: 'topic' },
    message: 'Tenant wholeornot could not be made (topic failed), everything was undone',
  })
  expect(await findTraces()).toEqual(NOTHING)
  expect(asked).toEqual(['provision', 'remove'])
})

test('the clients file cannot be read: nobody can get a token, and everything is undone but what needs that file', async () => {
  await writeFile(dependencies.clientsFile, 'rubbish')
  await expect(createTenant(dependencies, TENANT)).rejects.toMatchObject({ code: 'ERR_PROVISIONING_FAILED' })
  expect(await findTraces()).toEqual(NOTHING)
  expect(await readFile(dependencies.clientsFile, 'utf8')).toBe('rubbish')
})

test('a run that was killed half-way: the next one finishes what it began', async () => {
  await createTenant(dependencies, TENANT)
  await admin.rows("update easyflow.tenants set status = 'provisioning' where tenant_id = 'wholeornot'")
  await writeFile(dependencies.tenantsFile, '["acme"]')
  await createTenant(dependencies, TENANT)
  expect(await listTenants(admin)).toMatchObject([{ status: 'active' }])
  expect(await readFile(dependencies.tenantsFile, 'utf8')).toContain('wholeornot')
  await removeTenant(dependencies, TENANT)
})

test('a tenant that exists, and one that does not: ERR_TENANT_EXISTS, ERR_TENANT_UNKNOWN, nothing changed', async () => {
  await expect(removeTenant(dependencies, TENANT)).rejects.toMatchObject({ code: 'ERR_TENANT_UNKNOWN' })
  await createTenant(dependencies, TENANT)
  await expect(createTenant(dependencies, TENANT)).rejects.toMatchObject({ code: 'ERR_TENANT_EXISTS' })
  await removeTenant(dependencies, TENANT)
})
