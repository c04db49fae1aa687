import { createHash, randomBytes } from 'node:crypto'
import { parseTenantId, type TenantId } from '../contracts/tenant-id.ts'
import { tokenRoles } from '../contracts/token.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'
import { readSqlFile, readSqlFolder, type SqlFile } from './read-sql-folder.ts'
import { writeTenant } from './write-tenant.ts'

/** A function's statement in a migration, whichever way its body is written. */
const SHARED_FUNCTION =
  /^create (?:or replace )?function (?<signature>easyflow\.\w+\([^)]*\))[\s\S]*?(?:\$\$[\s\S]*?\$\$;|begin atomic[\s\S]*?^end;|^return [^;]*;)/gm

/**
 * Makes the lints' views and what they compare with, unless those of this version are there already. What is
 * declared is not what happens to stand in the database: a tenant is made for it by the very files that make
 * every tenant, read off, and rolled back.
 *
 * @returns whether anything was made.
 */
export async function installLints(
  installer: Installer,
  options: { readonly always?: boolean } = {},
): Promise<boolean> {
  const sources = await readSources()
  const sha256 = createHash('sha256')
    .update(sources.all.map((file) => file.sha256).join())
    .digest('hex')
  if (options.always !== true && (await readInstalled(installer)) === sha256) return false
  await holdLock(installer, 'tenants', () =>
    inTransaction(installer, async () => {
      await installer.query([...sources.facts, ...sources.lints].map((file) => file.sql).join('\n'))
      await declare(installer, sources.migrations)
      await installer.query(`insert into easyflow_audit.installed_declarations (name, digest)
        select name, digest from easyflow_audit.declarations`)
      await installer.query(`insert into easyflow_audit.installed_objects (name, definition)
        select name, definition from easyflow_audit.objects`)
      await installer.query('insert into easyflow_audit.installed (sources_sha256) values ($1)', [sha256])
    }),
  )
  return true
}

async function readSources() {
  const tenantFolders = [...tokenRoles, 'shared'].map((folder) => `tenant/functions/${folder}`)
  const [facts, lints, migrations, ...others] = await Promise.all([
    readSqlFolder('lints/facts'),
    readSqlFolder('lints'),
    readSqlFolder('migrations'),
    readSqlFolder('tenant/migrations'),
    ...tenantFolders.map(readSqlFolder),
    Promise.all(['tenant/roles.sql', 'tenant/grants.sql'].map(readSqlFile)),
  ])
  return { facts, lints, migrations, all: [facts, lints, migrations, ...others].flat() }
}

async function readInstalled(installer: Installer): Promise<string | undefined> {
  const { rows: found } = await installer.query<{ isThere: boolean }>(
    `select to_regclass('easyflow_audit.installed') is not null as "isThere"`,
  )
  if (found[0]?.isThere !== true) return undefined
  const { rows } = await installer.query<{ sources_sha256: string }>(
    'select sources_sha256 from easyflow_audit.installed',
  )
  return rows[0]?.sources_sha256
}

/** Fills the tables of what is declared, within the caller's transaction. */
async function declare(installer: Installer, migrations: readonly SqlFile[]): Promise<void> {
  const model = parseTenantId(`z${randomBytes(12).toString('hex')}`)
  await installer.query('savepoint model')
  await writeTenant(installer, model)
  await installer.query(sharedFunctionsOf(migrations).join('\n'))
  const privileges = await readPrivileges(installer, model)
  const functions = await readFunctions(installer, model)
  const constraints = await readParts(installer, model, 'constraints')
  const columns = await readParts(installer, model, 'columns')
  await installer.query('rollback to savepoint model')
  await insertRows(installer, 'declared_privileges', privileges)
  await insertRows(installer, 'declared_functions', functions)
  await insertRows(installer, 'declared_constraints', constraints)
  await insertRows(installer, 'declared_columns', columns)
}

/** The last text of each function that the migrations make, to be made again. */
function sharedFunctionsOf(migrations: readonly SqlFile[]): readonly string[] {
  const found = migrations.flatMap(({ sql }) => [...sql.matchAll(SHARED_FUNCTION)])
  const last = new Map(found.map((match) => [match.groups?.['signature'], match[0]]))
  return [...last.values()].map((text) => text.replace(/^create function/, 'create or replace function'))
}

async function readPrivileges(installer: Installer, model: TenantId): Promise<readonly object[]> {
  const { rows } = await installer.query<{ kind: string; name: string; privilege: string; grantee: string }>(
    `select p.kind, concat_ws('.', p.name, p.part_name) as name, p.privilege, w.name as grantee
     from easyflow_audit.privileges p join easyflow_audit.watched_roles w on w.oid = p.grantee
     where w.tenant_id = $1`,
    [model],
  )
  return rows.map((row) => withPlaceholder(row, model))
}

async function readFunctions(installer: Installer, model: TenantId): Promise<readonly object[]> {
  const { rows } = await installer.query<{
    identity: string
    owner: string
    source: string
    definition: string
  }>(
    `select identity, owner, source, pg_get_functiondef(oid) as definition
     from easyflow_audit.functions where tenant_id = $1 or tenant_id is null`,
    [model],
  )
  return rows.map((row) => withPlaceholder(row, model))
}

/** The columns or the constraints of the model's tables. */
async function readParts(
  installer: Installer,
  model: TenantId,
  parts: 'columns' | 'constraints',
): Promise<readonly object[]> {
  const { rows } = await installer.query<{ relation: string; name: string; definition: string }>(
    `select relation, name, definition from easyflow_audit.${parts} where tenant_id = $1`,
    [model],
  )
  return rows.map((row) => withPlaceholder(row, model))
}

/** The model's name stands nowhere by chance. */
function withPlaceholder(row: Readonly<Record<string, string>>, model: TenantId): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value.replaceAll(model, '{{tenant}}')]),
  )
}

async function insertRows(installer: Installer, table: string, rows: readonly object[]): Promise<void> {
  await installer.query(
    `insert into easyflow_audit.${table} select * from jsonb_populate_recordset(null::easyflow_audit.${table}, $1)`,
    [JSON.stringify(rows)],
  )
}
