import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPriceUsd, modes } from '../contracts/execution.ts'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { migrate } from './migrate.ts'
import { provisionTenant } from './provision-tenant.ts'
import { readSqlFolder } from './read-sql-folder.ts'
import { removeTenant } from './remove-tenant.ts'

const TENANT = parseTenantId('provisioned')
let database: TestDatabase
let admin: Superuser

beforeAll(async () => {
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  await provisionTenant(admin, TENANT)
})
afterAll(async () => {
  await removeTenant(admin, TENANT)
  await admin.close()
})

const names = async (statement: string): Promise<readonly unknown[]> =>
  (await admin.rows(statement)).map((row) => row['name'])

test('every table of a tenant: forced row security, the restrictive floor, tenant_id first in every key', async () => {
  expect(
    await names(`select c.relname as name from pg_class c where c.relnamespace = 'tenant_provisioned'::regnamespace
      and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`),
  ).toEqual([])
  expect(
    await names(`select c.relname as name from pg_class c where c.relnamespace = 'tenant_provisioned'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant_isolation' and not p.polpermissive
        and p.polroles = '{0}' and p.polcmd = '*')`),
  ).toEqual([])
  expect(
    await names(`select k.conname as name from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      where k.connamespace = 'tenant_provisioned'::regnamespace and k.contype in ('p', 'u', 'f') and a.attname <> 'tenant_id'`),
  ).toEqual([])
})

test('every function of a tenant: security definer, pinned search_path, owned by a role that cannot log in, not for PUBLIC', async () => {
  expect(
    await names(`select p.proname as name from pg_proc p join pg_roles r on r.oid = p.proowner
      where p.pronamespace = 'tenant_provisioned_api'::regnamespace and not (
        p.prosecdef and not r.rolcanlogin and r.rolname like 'tenant\\_provisioned\\_%'
        and p.proconfig = '{"search_path=pg_catalog, pg_temp"}' and not p.proleakproof
        and not exists (select from aclexplode(p.proacl) a where a.grantee = 0))`),
  ).toEqual([])
})

test('no function holds a backslash: a session that reads literals in its own way reads ours as they are', async () => {
  expect(
    await names(`select p.oid::regprocedure::text as name from pg_proc p
      where p.pronamespace::regnamespace::text ~ '^(easyflow|tenant_provisioned)' and position(chr(92) in p.prosrc) > 0`),
  ).toEqual([])
})

test('the logins of the data plane: members of nothing, no attribute, no table, no way into a data schema', async () => {
  expect(
    await admin.rows(`select rolname from pg_roles r where rolname in ('easyflow_api', 'easyflow_worker') and (
      rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
      or exists (select from pg_auth_members m where m.member = r.oid or m.roleid = r.oid)
      or has_schema_privilege(r.oid, 'tenant_provisioned', 'usage') or has_schema_privilege(r.oid, 'easyflow', 'usage')
      or has_database_privilege(r.oid, current_database(), 'temporary, create'))`),
  ).toEqual([])
  expect(
    await names(`select c.oid::regclass::text as name from pg_class c, (values ('easyflow_api'), ('easyflow_worker')) l(login)
      where c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'v', 'm')
      and has_table_privilege(l.login, c.oid, 'select, insert, update, delete, truncate, references, trigger')`),
  ).toEqual([])
})

test('a table made later in a tenant schema: behind its walls at once; one without tenant_id: refused', async () => {
  await admin.rows('create table tenant_provisioned.later (tenant_id text not null, secret text)')
  expect(
    await admin.rows(`select relrowsecurity, relforcerowsecurity,
      (select polname from pg_policy where polrelid = c.oid) as policy from pg_class c where c.oid = 'tenant_provisioned.later'::regclass`),
  ).toEqual([{ relrowsecurity: true, relforcerowsecurity: true, policy: 'tenant_isolation' }])
  expect(await admin.ask('create table tenant_provisioned.careless (secret text)')).toEqual({
    ok: false,
    sqlstate: '42P16',
  })
  expect(await admin.ask('create table tenant_provisioned.copied as select 1 as x')).toEqual({
    ok: false,
    sqlstate: '42P16',
  })
  await admin.rows('drop table tenant_provisioned.later')
})

test('a table moved into a tenant schema: behind its walls at once; one without tenant_id: refused', async () => {
  await admin.rows(`create schema elsewhere; create table elsewhere.moved (tenant_id text not null, secret text);
    create table elsewhere.careless (secret text); alter table elsewhere.moved set schema tenant_provisioned`)
  expect(
    await admin.rows(`select relrowsecurity, relforcerowsecurity,
      (select polname from pg_policy where polrelid = c.oid) as policy from pg_class c where c.oid = 'tenant_provisioned.moved'::regclass`),
  ).toEqual([{ relrowsecurity: true, relforcerowsecurity: true, policy: 'tenant_isolation' }])
  expect(await admin.ask('alter table elsewhere.careless set schema tenant_provisioned')).toEqual({
    ok: false,
    sqlstate: '42P16',
  })
  await admin.rows('drop table tenant_provisioned.moved; drop schema elsewhere cascade')
})

test('provisioning again: changes nothing and fails at nothing', async () => {
  await expect(provisionTenant(admin, TENANT)).resolves.toBeUndefined()
})

test('twenty runners migrate one empty database at once: all succeed, each migration applied once', async () => {
  const { installerUrl } = await createDatabase({ isMigrated: false })
  const applied = await Promise.all(
    Array.from({ length: 20 }, () => withInstaller(installerUrl, (installer) => migrate(installer))),
  )
  const files = (await readSqlFolder('migrations')).map((file) => file.name)
  expect(applied.flat().sort()).toEqual([...files].sort())
})

test('a migration that was changed after it was applied, or that this version lacks: ERR_SCHEMA_CHANGED', async () => {
  const { installerUrl } = await createDatabase()
  const files = await readSqlFolder('migrations')
  const changed = files.map((file, index) => (index === 2 ? { ...file, sha256: 'another' } : file))
  for (const wrong of [changed, files.slice(0, -1)]) {
    await expect(withInstaller(installerUrl, (installer) => migrate(installer, wrong))).rejects.toMatchObject(
      {
        code: 'ERR_SCHEMA_CHANGED',
      },
    )
  }
})

test('a migration that fails: its name is not recorded and nothing of it stays', async () => {
  const { installerUrl } = await createDatabase()
  const files = await readSqlFolder('migrations')
  const failing = [
    ...files,
    { name: '9999_fail', sql: 'create table public.half (x int); select 1 / 0', sha256: 'x' },
  ]
  await withInstaller(installerUrl, async (installer) => {
    await expect(migrate(installer, failing)).rejects.toMatchObject({ code: '22012' })
    expect((await installer.query("select to_regclass('public.half') as half")).rows).toEqual([
      { half: null },
    ])
    await expect(migrate(installer, files)).resolves.toEqual([])
  })
})

test('the list prices of the database and of the contracts: the same', async () => {
  for (const mode of modes) {
    const [row] = await admin.rows('select easyflow.list_price_usd($1)::float as price', [mode])
    expect(row).toEqual({ price: listPriceUsd[mode] })
  }
})
