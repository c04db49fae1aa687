import kafkajs from 'kafkajs'
import type { Admin, KafkaConfig, Message } from 'kafkajs'

export type { Message } from 'kafkajs'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } =
  kafkajs

/** What the broker said to a produce: taken, or refused with a code of the protocol. */
export type ProduceAnswer =
  { readonly ok: true } | { readonly ok: false; readonly code: number; readonly type: string }

/** A broker connection of the harness's own. Never the system's client: that one is under test. */
export interface KafkaProbe {
  produce(topic: string, messages: readonly Message[]): Promise<ProduceAnswer>
  /** The offset after the last message. */
  endOffset(topic: string): Promise<number>
  /** What the group has committed, -1 for nothing yet. */
  committedOffset(group: string, topic: string): Promise<number>
  hasTopic(topic: string): Promise<boolean>
  /** Takes effect a little later. */
  deleteTopic(topic: string): Promise<void>
  /** With one partition. Does nothing when it is there. */
  createTopic(topic: string): Promise<void>
  /** Adds or removes the ACL that lets `principal` write to `topic`. Takes effect a little later. */
  setWriteAllowed(principal: string, topic: string, isAllowed: boolean): Promise<void>
  /** Every rule of the authorizer, one a line, in order. */
  acls(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Connects as a super user on the listener for administrators. */
export function openAdminProbe(
  broker: string,
  login: { user: string; password: string },
): Promise<KafkaProbe> {
  return open(broker, { mechanism: 'plain', username: login.user, password: login.password })
}

/** Connects with a tenant's token, as that tenant could from anywhere. @throws when the broker rejects it. */
export function openTokenProbe(broker: string, token: string): Promise<KafkaProbe> {
  return open(broker, {
    mechanism: 'oauthbearer',
    authenticationProvider: ({ saslAuthenticate }) => ({
      authenticate: async () => {
        const message = Buffer.from(`n,,\u0001auth=Bearer ${token}\u0001\u0001`)
        const length = Buffer.alloc(4)
        length.writeInt32BE(message.length)
        const challenge = await saslAuthenticate<string>({
          request: { encode: () => Buffer.concat([length, message]) },
          response: { decode: (raw: Buffer) => raw.subarray(4), parse: (raw: Buffer) => raw.toString() },
        })
        // kafkajs takes a rejected token for a success: the rejection comes as a challenge.
        if (challenge) throw new TokenRejectedError('The broker rejected this token')
      },
    }),
  })
}

async function open(broker: string, sasl: KafkaConfig['sasl'] & {}): Promise<KafkaProbe> {
  const kafka = new Kafka({
    clientId: 'easyflow-chaos',
    brokers: [broker],
    sasl,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 3000,
    authenticationTimeout: 3000,
    retry: { retries: 0 },
  })
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: false, retry: { retries: 0 } })
  const admin = kafka.admin({ retry: { retries: 2 } })
  try {
    await producer.connect()
    await admin.connect()
  } catch (error) {
    await Promise.allSettled([producer.disconnect(), admin.disconnect()])
    throw error
  }
  return {
    async produce(topic, messages) {
      try {
        await producer.send({ topic, acks: -1, timeout: 3000, messages: [...messages] })
        return { ok: true }
      } catch (error) {
        return { ok: false, ...protocolErrorOf(error) }
      }
    },
    async endOffset(topic) {
      const partitions = await admin.fetchTopicOffsets(topic)
      return partitions.reduce((sum, partition) => sum + Number(partition.high), 0)
    },
    async committedOffset(group, topic) {
      const [entry] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
      return entry?.partitions.reduce((sum, partition) => sum + Number(partition.offset), 0) ?? -1
    },
    hasTopic: async (topic) => (await admin.listTopics()).includes(topic),
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic], timeout: 3000 }),
    async createTopic(topic) {
      await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true, timeout: 3000 })
    },
    async setWriteAllowed(principal, topic, isAllowed) {
      const acl = {
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: `User:${principal}`,
        host: '*',
        permissionType: AclPermissionTypes.ALLOW,
      }
      const operations = [AclOperationTypes.WRITE, AclOperationTypes.DESCRIBE]
      if (isAllowed) await admin.createAcls({ acl: operations.map((operation) => ({ ...acl, operation })) })
      else {
        const { resourcePatternType: patternType, ...filter } = acl
        for (const operation of operations) {
          await admin.deleteAcls({ filters: [{ ...filter, resourcePatternType: patternType, operation }] })
        }
      }
    },
    acls: () => readAcls(admin),
    async close() {
      await Promise.allSettled([producer.disconnect(), admin.disconnect()])
    },
  }
}

async function readAcls(admin: Admin): Promise<readonly string[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  })
  return resources
    .flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(
        ({ principal, host, operation, permissionType }) =>
          `${principal}@${host} ${named(AclPermissionTypes, permissionType)} ${named(AclOperationTypes, operation)} on ${named(AclResourceTypes, resourceType)} ${resourceName} (${named(ResourcePatternTypes, resourcePatternType)})`,
      ),
    )
    .sort()
}

/** The name of a number of the protocol. */
function named(names: Readonly<Record<string, unknown>>, value: number): string {
  return Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)
}

/** What the broker says to a token that it does not accept. */
class TokenRejectedError extends Error {
  override readonly name = 'TokenRejectedError'
  readonly code = 58
  readonly type = 'SASL_AUTHENTICATION_FAILED'
}

/** Kafka's own code, dug out of the client's wrappings. 58 is SASL_AUTHENTICATION_FAILED. */
export function protocolErrorOf(error: unknown): { code: number; type: string } {
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, type } = current as { code?: unknown; type?: unknown }
    if (typeof code === 'number' && typeof type === 'string') return { code, type }
    current = (current as { cause?: unknown }).cause
  }
  return { code: -1, type: error instanceof Error ? error.name : 'UNKNOWN' }
}
