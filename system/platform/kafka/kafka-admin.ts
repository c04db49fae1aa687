import kafkajs, { type Admin } from 'kafkajs'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { groupOf, topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { buildKafkaClient, type KafkaAdminLogin } from './build-kafka-client.ts'
import type { KafkaLog } from './kafka-log.ts'
import { aclsOf } from './tenant-acls.ts'
import { toKafkaError } from './to-kafka-error.ts'

// Node finds only some of the names that this CommonJS module exports.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

export interface KafkaAdminOptions extends KafkaAdminLogin {
  readonly brokers: readonly string[]
  /** PEM file of the authorities that certificates are verified by; with it TLS is spoken on the loopback too. */
  readonly caFile?: string | undefined
  readonly log?: KafkaLog
  /** How long the broker gets to make a change visible. Default 10,000. */
  readonly visibleWithinMs?: number
}

export interface KafkaAdmin {
  /**
   * Makes a tenant's topic and exactly its ACLs; resolves once the broker decides by them. Safe to call again.
   *
   * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE, ERR_BROKER_REFUSED.
   */
  provisionTenant(tenant: TenantId, options: { readonly partitions: number }): Promise<void>
  /** Removes a tenant's ACLs first, then its group and its topic. Safe to call again. */
  removeTenant(tenant: TenantId): Promise<void>
  /** All topics, internal ones excepted. */
  listTopics(): Promise<readonly string[]>
  close(): Promise<void>
}

/** The worker looks at its tenants several times a second, and leaves at once. */
const GROUP_LEFT_WITHIN_MS = 3000
/** A hint is of no use once the sweeper has found its row: a day is long. */
const HINTS_KEPT_MS = 86_400_000
/** Some 60,000 hints. A caller may write to its topic without the api, as much as it likes: the disk is for all. */
const HINTS_KEPT_BYTES = 16_777_216
/** What is too much goes by the segment. */
const SEGMENT_BYTES = 4_194_304

/** Opens a connection of the administrator, for the control plane only. */
export async function openKafkaAdmin(options: KafkaAdminOptions): Promise<KafkaAdmin> {
  const { kafka, cut } = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: 'easyflow-control-plane',
    log: options.log ?? silentLog,
    admin: options,
    connectTimeoutMs: 3000,
    requestTimeoutMs: 10_000,
  })
  // As patient as three tries from 100 ms on, and quicker: a new topic has its leader after some 20 ms.
  const admin = kafka.admin({ retry: { retries: 5, initialRetryTime: 25 } })
  const limitMs = options.visibleWithinMs ?? 10_000
  const close = async (): Promise<void> => {
    await admin.disconnect().catch(() => undefined)
    cut()
  }
  try {
    await admin.connect()
  } catch (error) {
    await close()
    throw toKafkaError(error, 'connect')
  }
  return {
    provisionTenant: (tenant, { partitions }) =>
      named('provision', async () => {
        await createTopic(admin, tenant, partitions)
        await admin.createAcls({ acl: aclsOf(tenant) })
        await until(
          'the ACLs to be in force',
          limitMs,
          async () => (await countAcls(admin, tenant)) === aclsOf(tenant).length,
        )
        await until('the topic to have its leaders', limitMs, () => hasLeaders(admin, tenant, partitions))
        await until('the group to have its coordinator', limitMs, () => hasCoordinator(admin, tenant))
      }),
    removeTenant: (tenant) =>
      named('remove', async () => {
        // A worker needs the ACLs to leave its group. One that is gone without leaving stays in it until its
        // session is over, six seconds; so it gets a moment, and whoever does not leave is not waited for.
        await until('the group to be left', GROUP_LEFT_WITHIN_MS, () => deleteGroup(admin, tenant)).catch(
          () => undefined,
        )
        await admin.deleteAcls({ filters: aclsOf(tenant).map((acl) => ({ ...acl })) })
        await until('the ACLs to be gone', limitMs, async () => (await countAcls(admin, tenant)) === 0)
        await until('the group to be gone', limitMs, () => deleteGroup(admin, tenant))
        if ((await admin.listTopics()).includes(topicOf(tenant))) {
          await admin.deleteTopics({ topics: [topicOf(tenant)] })
        }
        await until('the topic to be gone', limitMs, async () => {
          return !(await admin.listTopics()).includes(topicOf(tenant))
        })
      }),
    listTopics: () =>
      named('list topics', async () => (await admin.listTopics()).filter((name) => !name.startsWith('__'))),
    close,
  }
}

async function named<Result>(operation: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toKafkaError(error, operation)
  }
}

async function createTopic(admin: Admin, tenant: TenantId, partitions: number): Promise<void> {
  if ((await admin.listTopics()).includes(topicOf(tenant))) return
  await admin.createTopics({
    topics: [
      {
        topic: topicOf(tenant),
        numPartitions: partitions,
        replicationFactor: -1,
        configEntries: [
          { name: 'retention.ms', value: String(HINTS_KEPT_MS) },
          { name: 'retention.bytes', value: String(HINTS_KEPT_BYTES) },
          { name: 'segment.bytes', value: String(SEGMENT_BYTES) },
          // From when a segment is given up; until then it is on the disk all the same.
          { name: 'file.delete.delay.ms', value: '1000' },
          // The broker unpacks what it stores: a batch packed in a way that the worker's client cannot read
          // would otherwise stop it for good.
          { name: 'compression.type', value: 'uncompressed' },
        ],
      },
    ],
  })
}

/** The broker answers from the very list by which it decides. */
async function countAcls(admin: Admin, tenant: TenantId): Promise<number> {
  let count = 0
  for (const [resourceType, resourceName] of [
    [AclResourceTypes.TOPIC, topicOf(tenant)],
    [AclResourceTypes.GROUP, groupOf(tenant)],
  ] as const) {
    const { resources } = await admin.describeAcls({
      resourceType,
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    })
    count += resources.reduce((sum, { acls }) => sum + acls.length, 0)
  }
  return count
}

async function hasLeaders(admin: Admin, tenant: TenantId, partitions: number): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topicOf(tenant)] })
  const found = topics[0]?.partitions ?? []
  return found.length >= partitions && found.every(({ leader }) => leader >= 0)
}

/** The first group ever makes the broker create the topic of offsets; the worker need not find that out. */
async function hasCoordinator(admin: Admin, tenant: TenantId): Promise<boolean> {
  try {
    await admin.describeGroups([groupOf(tenant)])
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound') return false
    throw error
  }
}

/** False while somebody is still in it: a worker that has not noticed yet leaves within its session. */
async function deleteGroup(admin: Admin, tenant: TenantId): Promise<boolean> {
  const { groups } = await admin.listGroups()
  if (!groups.some(({ groupId }) => groupId === groupOf(tenant))) return true
  await admin.deleteGroups([groupOf(tenant)]).catch(() => undefined)
  return false
}

async function until(what: string, withinMs: number, isDone: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + withinMs
  while (!(await isDone())) {
    if (Date.now() > limit) {
      throw new EasyFlowError('ERR_QUEUE_UNAVAILABLE', `Waited ${withinMs} ms for ${what}`, {
        facts: { reason: 'not visible', brokerAnswered: true },
      })
    }
    const { promise, resolve } = Promise.withResolvers<undefined>()
    setTimeout(resolve, 10, undefined)
    await promise
  }
}

const silentLog: KafkaLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
