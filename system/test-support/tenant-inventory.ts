import kafkajs from 'kafkajs'
import type { Superuser } from './open-superuser.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } =
  kafkajs

/** Where a removed name stays on purpose, with the statistics about it: no token from before may open a later tenant. */
const TOMBSTONE = 'removed_tenants'

/**
 * Searches every column of every table and view of the system's catalogues and of our own schemas for a text.
 *
 * @returns the places, sorted, `schema.relation`; the tombstone is left out.
 */
export async function findInDatabase(admin: Superuser, text: string): Promise<readonly string[]> {
  const relations = await admin.rows(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p') and n.nspname !~ '^pg_toast|^information_schema$|^tenant_'
      -- Of this very search; of files on the server; of what PostgreSQL itself calls things.
      and c.relname not in ('pg_stat_activity', 'pg_backend_memory_contexts', 'pg_hba_file_rules', 'pg_ident_file_mappings', 'pg_config')
    order by 1`)
  const found: string[] = []
  for (const { name } of relations) {
    const relation = String(name)
    const answer = await admin.ask(
      `select row_to_json(t)::text as line from ${relation} t where t::text like '%' || $1 || '%'
       ${relation === 'pg_catalog.pg_statistic' ? `and starelid <> 'easyflow.${TOMBSTONE}'::regclass` : ''}`,
      [text],
    )
    if (!answer.ok) continue
    const lines = answer.rows.filter(({ line }) => !String(line).includes(TOMBSTONE))
    if (lines.length > 0 && !relation.endsWith(`.${TOMBSTONE}`)) found.push(relation)
  }
  return found
}

export interface BrokerTraces {
  readonly topics: readonly string[]
  readonly groups: readonly string[]
  readonly acls: readonly string[]
}

/** Searches all topics, groups and ACLs of the broker, as its administrator, for a text. */
export async function findInBroker(
  broker: string,
  login: { readonly user: string; readonly password: string },
  text: string,
): Promise<BrokerTraces> {
  const kafka = new Kafka({
    clientId: 'easyflow-inventory',
    brokers: [broker],
    sasl: { mechanism: 'plain', username: login.user, password: login.password },
    logLevel: logLevel.NOTHING,
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    const { resources } = await admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    })
    const { groups } = await admin.listGroups()
    return {
      topics: (await admin.listTopics()).filter((name) => name.includes(text)),
      groups: groups.map(({ groupId }) => groupId).filter((name) => name.includes(text)),
      acls: resources.map((resource) => JSON.stringify(resource)).filter((line) => line.includes(text)),
    }
  } finally {
    await admin.disconnect()
  }
}
