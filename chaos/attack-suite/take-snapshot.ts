import { createHash } from 'node:crypto'
import { z } from 'zod'
import { dataSchemaOf, groupOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import { openAdminProbe } from '../probes/kafka-probe.ts'
import type { SqlSession } from '../probes/sql-session.ts'

/** Everything an attack could have changed: by the name of each thing, a sum over what it holds. */
export type Snapshot = Readonly<Record<string, string>>

/** What the system itself changes while nobody attacks, and why that is no effect of an attack. */
const CHANGES_BY_ITSELF: ReadonlySet<string> = new Set([
  // Tokens of whoever called, forgotten when they expire. Nobody but the verifier reads them.
  'easyflow.remembered_tokens',
])

const tableSchema = z.object({ schema: z.string(), table: z.string() })
const sumSchema = z.object({ name: z.string(), sum: z.string() })

/**
 * Sums over every row of every table, over all that decides who may do what, the end of every topic, what every
 * group has committed, and the broker's access lists. As a superuser, with the harness's own statements.
 */
export async function takeSnapshot(access: SystemAccess): Promise<Snapshot> {
  const [rows, broker] = await Promise.all([sumRows(access.admin), readBroker(access)])
  return Object.fromEntries([...rows, ...broker])
}

/** What is another than before, in the order of its names. `but`: whose own rows and topic do not count. */
export function compareSnapshots(before: Snapshot, after: Snapshot, but?: TenantId): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.filter((name) => before[name] !== after[name] && (but === undefined || !isOf(name, but)))
}

/** Whether something that is in a snapshot belongs to this tenant. */
export function isOf(name: string, tenant: TenantId): boolean {
  return (
    name.startsWith(`${dataSchemaOf(tenant)}.`) ||
    name === `topic ${topicOf(tenant)}` ||
    name === `group ${groupOf(tenant)}`
  )
}

async function sumRows(admin: SqlSession): Promise<readonly (readonly [string, string])[]> {
  const tables = z
    .array(tableSchema)
    .parse(
      await admin.rows(`select n.nspname as schema, c.relname as table from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'easyflow_chaos')`),
    )
    .filter(({ schema, table }) => !CHANGES_BY_ITSELF.has(`${schema}.${table}`))
  const sums = tables.map(
    ({ schema, table }) => `select '${schema}.${table}' as name,
      count(*) || ' rows ' || md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as sum from "${schema}"."${table}" t`,
  )
  const found = z.array(sumSchema).parse(await admin.rows([...sums, ...CATALOGUE].join(' union all ')))
  return found.map(({ name, sum }) => [name, sum])
}

/** What decides who may do what, and what a statement could leave behind. */
const CATALOGUE: readonly string[] = [
  [
    'roles',
    "r::text || coalesce((select a.rolpassword from pg_authid a where a.oid = r.oid), '')",
    'pg_roles r',
  ],
  ['memberships', 'm::text', 'pg_auth_members m'],
  ['schemas', "concat_ws(':', n.nspname, n.nspowner, n.nspacl)", "pg_namespace n where n.nspname !~ '^pg_t'"],
  [
    'relations',
    "concat_ws(':', c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity)",
    "pg_class c where c.relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_t')",
  ],
  ['functions', "concat_ws(':', p.oid, p.proowner, p.proacl, md5(p.prosrc))", 'pg_proc p'],
  ['policies', 'p::text', 'pg_policy p'],
  ['triggers', "concat_ws(':', t.oid, t.tgenabled)", 'pg_trigger t'],
  ['event triggers', "concat_ws(':', e.oid, e.evtenabled)", 'pg_event_trigger e'],
  ['role settings', 's::text', 'pg_db_role_setting s'],
  ['large objects', 'l.oid::text', 'pg_largeobject_metadata l'],
  ['extensions', 'x.extname::text', 'pg_extension x'],
  ['publications', 'p.pubname::text', 'pg_publication p'],
  ['replication slots', 's.slot_name::text', 'pg_replication_slots s'],
  ['comments', 'd.description', 'pg_description d where d.objoid >= 16384'],
].map(
  ([name = '', text = '', from = '']) =>
    `select '${name}' as name, count(*) || ' ' || md5(coalesce(string_agg(${text}, ',' order by ${text}), '')) as sum from ${from}`,
)

async function readBroker(access: SystemAccess): Promise<readonly (readonly [string, string])[]> {
  const { addresses, system } = access
  const broker = await openAdminProbe(addresses.adminBroker, system.credentials().kafka.admin)
  try {
    const { topics, groups } = await broker.inventory()
    const acls = await broker.acls()
    return [
      // What groups have committed is looked at by itself: the topic that keeps it moves without that.
      ...topics
        .filter(({ name }) => !name.startsWith('__'))
        .map(({ name, end, settings }) => [`topic ${name}`, `end ${end} ${settings}`] as const),
      ...groups.map(({ name, committed }) => [`group ${name}`, committed] as const),
      ['access lists', createHash('sha256').update(acls.join('\n')).digest('hex')] as const,
    ]
  } finally {
    await broker.close()
  }
}
