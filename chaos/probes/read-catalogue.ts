import { dataSchemaOf, functionSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { Witnesses } from '../history/witnesses.ts'
import { openAdminProbe } from './kafka-probe.ts'
import type { SqlSession } from './sql-session.ts'

/** What the walls are made of: by the name of each object, its definition in one line. */
export type Catalogue = Readonly<Record<string, string>>

/** Reads what the walls are made of: in the database, and in the broker's authorizer. */
export async function readCatalogue({ access }: Pick<Environment, 'access'>): Promise<Catalogue> {
  const schemas = [
    'easyflow',
    'easyflow_audit',
    ...access.tenants.flatMap((tenant) => [dataSchemaOf(tenant), functionSchemaOf(tenant)]),
  ]
  const found = await Promise.all([readObjects(access.admin, schemas), readAcls(access)])
  return Object.fromEntries(found.flat().toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** What one catalogue says otherwise than the other. */
export function compareCatalogues(
  before: Catalogue,
  after: Catalogue,
): Extract<Witnesses['catalogue'], { isRead: true }> {
  const objects = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const rows = objects
    .map((object) => ({ object, before: before[object] ?? null, after: after[object] ?? null }))
    .filter((row) => row.before !== row.after)
  return { isRead: true, objects: objects.length, rows }
}

type Entry = readonly [object: string, definition: string]

/** Sources and policies are long: their hashes say as well whether they are the same. */
const QUERY = `
  with wanted as (select oid, nspname, nspacl, nspowner from pg_namespace where nspname = any($1))
  select 'schema ' || nspname as object, concat_ws(' ', 'owner', nspowner::regrole, 'acl', nspacl::text) as definition
  from wanted
  union all
  select 'table ' || c.oid::regclass, concat_ws(' ', 'kind', c.relkind, 'owner', c.relowner::regrole,
    'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'acl', c.relacl::text,
    case when c.relkind = 'v' then 'source ' || md5(pg_get_viewdef(c.oid)) end)
  from pg_class c join wanted n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select format('column %s of %s', a.attname, c.oid::regclass),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull, 'acl', a.attacl::text)
  from pg_attribute a join pg_class c on c.oid = a.attrelid join wanted n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select format('policy %s on %s', p.polname, p.polrelid::regclass), concat_ws(' ', 'command', p.polcmd,
    'permissive', p.polpermissive, 'roles', p.polroles::regrole[]::text, 'expressions',
    md5(concat(pg_get_expr(p.polqual, p.polrelid), '/', pg_get_expr(p.polwithcheck, p.polrelid))))
  from pg_policy p join pg_class c on c.oid = p.polrelid join wanted n on n.oid = c.relnamespace
  union all
  select format('constraint %s on %s', k.conname, k.conrelid::regclass),
    concat_ws(' ', pg_get_constraintdef(k.oid), 'validated', k.convalidated)
  from pg_constraint k join wanted n on n.oid = k.connamespace where k.conrelid <> 0
  union all
  select format('trigger %s on %s', t.tgname, t.tgrelid::regclass), concat_ws(' ', 'enabled', t.tgenabled, md5(pg_get_triggerdef(t.oid)))
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join wanted n on n.oid = c.relnamespace where not t.tgisinternal
  union all
  select 'function ' || f.oid::regprocedure, concat_ws(' ', 'owner', f.proowner::regrole, 'acl', f.proacl::text,
    'source', md5(pg_get_functiondef(f.oid)))
  from pg_proc f join wanted n on n.oid = f.pronamespace where f.prokind = 'f'
  union all
  select 'event trigger ' || evtname, concat_ws(' ', evtevent, 'enabled', evtenabled, 'calls', evtfoid::regproc)
  from pg_event_trigger
  union all
  select 'role ' || rolname, concat_ws(' ', 'login', rolcanlogin, 'super', rolsuper, 'bypasses', rolbypassrls,
    'creates roles', rolcreaterole, 'creates databases', rolcreatedb, 'replicates', rolreplication)
  from pg_roles where rolname !~ '^pg_'
  union all
  select format('membership of %s in %s', m.member::regrole, m.roleid::regrole), 'admin ' || m.admin_option
  from pg_auth_members m where m.roleid::regrole::text !~ '^pg_'
  union all
  select format('setting of role %s, database %s', s.setrole, s.setdatabase), s.setconfig::text
  from pg_db_role_setting s`

async function readObjects(admin: SqlSession, schemas: readonly string[]): Promise<readonly Entry[]> {
  const rows = await admin.rows(QUERY, [schemas])
  return rows.map((row): Entry => [String(row['object']), String(row['definition'])])
}

async function readAcls(access: Environment['access']): Promise<readonly Entry[]> {
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    return (await broker.acls()).map((rule): Entry => [`acl ${rule}`, 'is there'])
  } finally {
    await broker.close()
  }
}
