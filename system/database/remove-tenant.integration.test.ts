import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { parseTenantId, type TenantId } from '../contracts/tenant-id.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { openLogin } from '../test-support/open-login.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { provisionTenant } from './provision-tenant.ts'
import { removeTenant } from './remove-tenant.ts'

let database: TestDatabase
let admin: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  await copyIssuerKeys(admin, issuer)
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

const withOwnSession = (tenants: readonly TenantId[], work: typeof provisionTenant): Promise<unknown> =>
  Promise.all(
    tenants.map((tenant) => withInstaller(database.installerUrl, (installer) => work(installer, tenant))),
  )

test('eight tenants are made at once, each twice, and removed at once: all of it succeeds', async () => {
  const tenants = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => parseTenantId(`many${letter}`))
  await withOwnSession([...tenants, ...tenants], provisionTenant)
  expect(await admin.rows('select count(*)::int as n from easyflow.tenants')).toEqual([{ n: 8 }])
  await withOwnSession([...tenants, ...tenants], removeTenant)
  expect(
    await admin.rows(`select (select count(*)::int from easyflow.tenants) as rows,
      (select count(*)::int from pg_namespace where nspname like 'tenant\\_many%') as schemas,
      (select count(*)::int from pg_roles where rolname like 'tenant\\_many%') as roles`),
  ).toEqual([{ rows: 0, schemas: 0, roles: 0 }])
})

test('somebody keeps a transaction open on the tables of the tenant: it is removed, and that connection ended', async () => {
  const tenant = parseTenantId('heldopen')
  await provisionTenant(admin, tenant)
  await admin.rows("update easyflow.tenants set status = 'active' where tenant_id = $1", [tenant])
  const session = await openLogin(database.apiUrl)
  await session.ask('set idle_in_transaction_session_timeout = 0; begin')
  expect(
    await session.ask('select tenant_heldopen_api.list_workflows($1)', [issuer.sign(claimsOf(tenant))]),
  ).toMatchObject({ ok: true })
  await removeTenant(admin, tenant)
  expect(await admin.rows("select to_regnamespace('tenant_heldopen') as left")).toEqual([{ left: null }])
  await expect(session.ask('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
  await session.close()
})
