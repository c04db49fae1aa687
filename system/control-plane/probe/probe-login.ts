import { Client, escapeIdentifier } from 'pg'
import { databaseRoleOf, dataSchemaOf, functionSchemaOf } from '../../contracts/names.ts'
import { connectionOf } from '../../platform/database/connection-of.ts'
import { DatabaseError } from '../../platform/database/with-installer.ts'
import { ANSWER_WITHIN_MS, type ProbeGround, type ProbeResult } from './probe-ground.ts'

interface Attempt {
  readonly what: string
  readonly statements: readonly string[]
}

/** What this login is let read outside of the server's own schemas: whatever was granted to it by mistake. */
const READABLE = `select format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')`

/** Whom it may act as by mistake. */
const ROLES = `select rolname as name from pg_catalog.pg_roles where pg_has_role(oid, 'set') and rolname <> current_user`

/** Looks for the owner's canary with any SQL on one login of the data plane, and the stranger's own tokens. */
export async function probeLogin(
  ground: ProbeGround,
  layer: 'login of the api' | 'login of the worker',
): Promise<ProbeResult> {
  const client = new Client({
    ...connectionOf(ground.logins[layer]),
    application_name: 'easyflow-canary-probe',
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    if (!(await isSeen(client, [genuine(ground, layer, 'owner')], ground.canary)))
      return { layer, outcome: 'unknown', detail: 'the owner himself does not see it' }
    const { rows: readable } = await client.query<{ name: string }>(READABLE)
    const { rows: roles } = await client.query<{ name: string }>(ROLES)
    const attempts = [
      ...attemptsOf(
        ground,
        layer,
        roles.map(({ name }) => name),
      ),
      ...readable.map(({ name }) => reading(name)),
    ]
    const through: string[] = []
    for (const { what, statements } of attempts)
      if (await isSeen(client, statements, ground.canary)) through.push(what)
    return through.length === 0
      ? { layer, outcome: 'refused', detail: '' }
      : { layer, outcome: 'LEAK', detail: [...new Set(through)].join(', ') }
  } catch (error) {
    return { layer, outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The one way in that there is: a function of the owner's, with a token of `who`. */
function genuine(ground: ProbeGround, layer: ProbeResult['layer'], who: 'owner' | 'stranger'): string {
  const schema = functionSchemaOf(ground.owner.tenant)
  return layer === 'login of the api'
    ? `select ${schema}.list_workflows('${ground[who].callerToken}')`
    : `select ${schema}.analytics('${ground[who].workerToken}', 'top_customers')`
}

function attemptsOf(
  ground: ProbeGround,
  layer: ProbeResult['layer'],
  mayBe: readonly string[],
): readonly Attempt[] {
  const { owner, stranger } = ground
  const tables = ['customers', 'workflows'].map((name) => `${dataSchemaOf(owner.tenant)}.${name}`)
  const own = `select ${functionSchemaOf(stranger.tenant)}.list_workflows('${stranger.callerToken}')`
  const owners = (['caller', 'worker'] as const).map((role) => databaseRoleOf(owner.tenant, role))
  const roles = [...new Set([...owners, ...mayBe])]
  return [
    {
      what: 'a function of the owner’s with a foreign token',
      statements: [genuine(ground, layer, 'stranger')],
    },
    ...tables.map(reading),
    ...tables.map((name) => ({
      what: `reading ${name} after a function of his own`,
      statements: [own, ...reading(name).statements],
    })),
    ...roles.flatMap((role) =>
      tables.map((name) => ({
        what: `set role ${role}`,
        statements: [`set local role ${escapeIdentifier(role)}`, ...reading(name).statements],
      })),
    ),
  ]
}

const reading = (name: string): Attempt => ({
  what: `reading ${name}`,
  statements: [`select to_jsonb(t)::text from ${name} t`],
})

/** Runs statements in one transaction that is rolled back. @returns whether any answer or error shows the canary. */
async function isSeen(client: Client, statements: readonly string[], canary: string): Promise<boolean> {
  await client.query('begin')
  try {
    for (const statement of statements) {
      const { rows } = await client.query(statement)
      if (JSON.stringify(rows).includes(canary)) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return JSON.stringify({ message: error.message, detail: error.detail }).includes(canary)
  } finally {
    await client.query('rollback')
  }
}
