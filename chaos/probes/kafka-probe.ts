import kafkajs from 'kafkajs'
import type { KafkaConfig, Message } from 'kafkajs'

import { readAcls, setAcl, type AclOf } from './kafka-acls.ts'
import { readInventory, type Inventory } from './read-inventory.ts'
import { saslByToken } from './sasl-by-token.ts'
import { protocolErrorOf } from './protocol-error-of.ts'
import { readAsMember, type ReadAnswer } from './read-as-member.ts'

export type { Message } from 'kafkajs'

const { logLevel } = kafkajs

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
  /** Every topic and every group, as this principal sees them. */
  inventory(): Promise<Inventory>
  /** Adds or removes an ACL that allows. Takes effect a little later. */
  setAllowed(acl: AclOf, isAllowed: boolean): Promise<void>
  /** Reads a topic from its first message on as a member of `group`, `countMax` messages at most. */
  read(topic: string, options: { readonly group: string; readonly countMax: number }): Promise<ReadAnswer>
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
  return open(broker, saslByToken(token))
}

async function open(broker: string, sasl: KafkaConfig['sasl'] & {}): Promise<KafkaProbe> {
  const kafka = new kafkajs.Kafka({
    clientId: 'easyflow-chaos',
    brokers: [broker],
    sasl,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 3000,
    authenticationTimeout: 3000,
    // One token, shown once: with the client's own ten seconds, a token of less life is shown again at once.
    reauthenticationThreshold: 1,
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
    acls: () => readAcls(admin),
    inventory: () => readInventory(admin),
    setAllowed: (acl, isAllowed) => setAcl(admin, acl, isAllowed),
    read: (topic, options) => readAsMember(kafka, topic, options),
    setWriteAllowed: (principal, topic, isAllowed) =>
      setAcl(
        admin,
        { principal, resource: 'topic', pattern: 'literal', name: topic, operations: ['write', 'describe'] },
        isAllowed,
      ),
    async close() {
      await Promise.allSettled([producer.disconnect(), admin.disconnect()])
    },
  }
}
