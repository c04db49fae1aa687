import { z } from 'zod'
import type { Footprint } from '../history/history-event.ts'
import type { SqlSession } from './sql-session.ts'

const tableSchema = z.object({ schema: z.string(), table: z.string(), hasStatus: z.boolean() })
const countSchema = z.object({ schema: z.string(), rows: z.number(), rejected: z.number() })
const effectSchema = z.object({ schema: z.string(), effects: z.number() })

/**
 * Begins to watch what an attack leaves behind. The function that comes back reads it: rows of any table that
 * carry `marker`, effects of executions that do, and whether the catalogue is another than it was. By a
 * superuser and with the harness's own statements.
 */
export async function watchFootprint(admin: SqlSession, marker: string): Promise<() => Promise<Footprint>> {
  const before = await readCatalogue(admin)
  return async () => {
    const tables = z.array(tableSchema).parse(await admin.rows(TABLES))
    const counts = z.array(countSchema).parse(await admin.rows(countRows(tables), [marker]))
    const effects = z.array(effectSchema).parse(await admin.rows(countEffects(tables), [marker]))
    const schemas = [...new Set([...counts, ...effects].map(({ schema }) => schema))].map((schema) => {
      const own = counts.filter((one) => one.schema === schema)
      return {
        schema,
        rows: own.reduce((sum, { rows }) => sum + rows, 0),
        rejected: own.reduce((sum, { rejected }) => sum + rejected, 0),
        effects: effects.find((one) => one.schema === schema)?.effects ?? 0,
      }
    })
    return { schemas, isCatalogueChanged: (await readCatalogue(admin)) !== before }
  }
}

/** Every table but the catalogue's own and the harness's. */
const TABLES = `select n.nspname as schema, c.relname as table,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'status') as "hasStatus"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'easyflow_chaos')
  order by 1, 2`

type Table = z.infer<typeof tableSchema>

const nameOf = ({ schema, table }: Table): string => `${quote(schema)}.${quote(table)}`
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

function countRows(tables: readonly Table[]): string {
  const counts = tables.map(
    (table) => `select ${literal(table.schema)} as schema, count(*)::int as rows,
      count(*) filter (where ${table.hasStatus ? "t.status = 'REJECTED'" : 'false'})::int as rejected
      from ${nameOf(table)} t where strpos(t::text, $1) > 0`,
  )
  return `select * from (${counts.join(' union all ')}) counted where rows > 0`
}

function countEffects(tables: readonly Table[]): string {
  const schemas = tables.filter(({ table }) => table === 'effects').map(({ schema }) => schema)
  const counts = schemas.map(
    (schema) => `select ${literal(schema)} as schema, count(*)::int as effects
      from ${quote(schema)}.effects f join ${quote(schema)}.workflow_executions e using (execution_id)
      where strpos(e.input::text, $1) > 0`,
  )
  return `select * from (${counts.join(' union all ')}) counted where effects > 0`
}

/** One sum over all that decides who may do what. */
async function readCatalogue(admin: SqlSession): Promise<string> {
  const [row] = await admin.rows(`select md5(concat_ws(' ',
    (select string_agg(r::text, ',' order by r.oid) from pg_roles r where ${isOurs('r.rolname')}),
    (select string_agg(m::text, ',' order by m.oid) from pg_auth_members m
      where ${isOurs('m.member::regrole::text')} or ${isOurs('m.roleid::regrole::text')}),
    (select string_agg(concat_ws(':', n.oid, n.nspowner, n.nspacl), ',' order by n.oid) from pg_namespace n
      where n.nspname !~ '^pg_t'),
    (select string_agg(concat_ws(':', c.oid, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity), ','
      order by c.oid) from pg_class c where c.relnamespace <> 'pg_toast'::regnamespace),
    (select string_agg(concat_ws(':', p.oid, p.proowner, p.proacl, md5(p.prosrc)), ',' order by p.oid) from pg_proc p),
    (select string_agg(p::text, ',' order by p.oid) from pg_policy p),
    (select string_agg(concat_ws(':', t.oid, t.tgenabled), ',' order by t.oid) from pg_trigger t),
    (select string_agg(concat_ws(':', e.oid, e.evtenabled), ',' order by e.oid) from pg_event_trigger e),
    (select string_agg(d::text, ',' order by d.oid) from pg_default_acl d),
    (select string_agg(s::text, ',' order by s.setdatabase, s.setrole) from pg_db_role_setting s
      where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))))) as sum`)
  return String(row?.['sum'])
}

/** Roles belong to the server: another database on it may make and remove tenants meanwhile. */
function isOurs(role: string): string {
  return `(${role} !~ '^tenant_' or to_regnamespace(regexp_replace(${role}, '_[a-z]+$', '')) is not null)`
}
