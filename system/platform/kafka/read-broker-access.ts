import kafkajs, { type AclEntry, type Admin } from 'kafkajs'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { buildKafkaClient } from './build-kafka-client.ts'
import type { KafkaAdminOptions } from './kafka-admin.ts'
import { aclsOf } from './tenant-acls.ts'
import { toKafkaError } from './to-kafka-error.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, ResourcePatternTypes } =
  kafkajs

/** One rule of the authorizer, in the words of Kafka's own tools. */
export interface AccessRule {
  readonly principal: string
  readonly host: string
  /** allow, deny. */
  readonly permission: string
  readonly operation: string
  /** topic, group, cluster, … */
  readonly resource: string
  readonly name: string
  /** literal, prefixed. */
  readonly pattern: string
}

export interface BrokerAccess {
  readonly rules: readonly AccessRule[]
  readonly topics: readonly string[]
  /** Of those settings that decide who is asked: by name. */
  readonly settings: Readonly<Record<string, string>>
}

const SETTINGS = [
  'authorizer.class.name',
  'allow.everyone.if.no.acl.found',
  'auto.create.topics.enable',
  'super.users',
]

/**
 * Reads the rules of the broker and the names of its topics, as its administrator.
 *
 * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE, ERR_BROKER_REFUSED.
 */
export function readBrokerRules(options: KafkaAdminOptions): Promise<Pick<BrokerAccess, 'rules' | 'topics'>> {
  return asAdministrator(options, async (admin) => {
    const [rules, topics] = await Promise.all([readRules(admin), admin.listTopics()])
    return { rules, topics }
  })
}

/** Reads those settings of the broker that decide who is asked. Throws as `readBrokerRules` does. */
export function readBrokerSettings(options: KafkaAdminOptions): Promise<BrokerAccess['settings']> {
  return asAdministrator(options, readSettings)
}

async function asAdministrator<Result>(
  options: KafkaAdminOptions,
  read: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
  const { kafka, cut } = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: 'easyflow-audit',
    log,
    admin: options,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 3000,
  })
  const admin = kafka.admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    return await read(admin)
  } catch (error) {
    throw toKafkaError(error, 'to be looked at')
  } finally {
    await admin.disconnect().catch(ignore)
    cut()
  }
}

/** What a tenant may do, as provisioning declares it. */
export const declaredRulesOf = (tenant: TenantId): readonly AccessRule[] => aclsOf(tenant).map(toRule)

const toRule = (acl: AclEntry): AccessRule => ({
  principal: acl.principal,
  host: acl.host,
  permission: named(AclPermissionTypes, acl.permissionType),
  operation: named(AclOperationTypes, acl.operation),
  resource: named(AclResourceTypes, acl.resourceType),
  name: acl.resourceName,
  pattern: named(ResourcePatternTypes, acl.resourcePatternType),
})

async function readRules(admin: Admin): Promise<readonly AccessRule[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  })
  return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => toRule({ ...resource, ...acl })))
}

async function readSettings(admin: Admin): Promise<Readonly<Record<string, string>>> {
  const { brokers } = await admin.describeCluster()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: brokers.map(({ nodeId }) => ({
      type: ConfigResourceTypes.BROKER,
      name: String(nodeId),
      configNames: SETTINGS,
    })),
  })
  return Object.fromEntries(
    resources.flatMap(({ configEntries }) =>
      configEntries.map((entry) => [entry.configName, entry.configValue]),
    ),
  )
}

/** The name of a number of the protocol, in lower case. */
function named(names: Readonly<Record<string, unknown>>, value: number): string {
  return (Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)).toLowerCase()
}

const ignore = (): void => undefined
