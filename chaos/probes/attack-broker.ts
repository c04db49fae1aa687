import kafkajs from 'kafkajs'
import type { Admin, Consumer, Kafka, KafkaConfig, Producer } from 'kafkajs'
import { protocolErrorOf } from './protocol-error-of.ts'
import { saslByToken } from './sasl-by-token.ts'

const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  logLevel,
  ResourcePatternTypes,
} = kafkajs

/** The numbers of the protocol that an operation names. */
export const protocol = {
  topicSettings: ConfigResourceTypes.TOPIC,
  brokerSettings: ConfigResourceTypes.BROKER,
  aclOnTopic: AclResourceTypes.TOPIC,
  literal: ResourcePatternTypes.LITERAL,
  describe: AclOperationTypes.DESCRIBE,
  allow: AclPermissionTypes.ALLOW,
} as const

/** How somebody presents himself to a broker: with a token, a password, or not at all. */
export type BrokerIdentity =
  | { readonly token: string }
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly user: string
      readonly password: string
    }
  | { readonly nobody: true }

/** What the broker said to one operation. */
export type BrokerAnswer =
  /** `seen`: all that came back. */
  | { readonly ok: true; readonly seen: string }
  | { readonly ok: false; readonly code: number; readonly type: string }

/** One connection of an attacker, and all of the protocol that the client speaks. */
export interface BrokerTools {
  readonly admin: Admin
  readonly producer: (options?: {
    readonly transactionalId?: string
    readonly idempotent?: boolean
  }) => Promise<Producer>
  readonly consumer: (group: string) => Promise<Consumer>
}

/** Connects and carries out one operation. A refusal is an answer: with the protocol's own code. */
export async function attackBroker(
  broker: string,
  identity: BrokerIdentity,
  operation: (tools: BrokerTools) => Promise<unknown>,
): Promise<BrokerAnswer> {
  const refusals: string[] = []
  const kafka = openKafka(broker, identity, refusals)
  const opened: { readonly disconnect: () => Promise<void> }[] = []
  const keep = async <Client extends { connect: () => Promise<void>; disconnect: () => Promise<void> }>(
    client: Client,
  ): Promise<Client> => {
    opened.push(client)
    await client.connect()
    return client
  }
  try {
    const admin = await keep(kafka.admin({ retry: { retries: 2, initialRetryTime: 50 } }))
    const seen = await operation({
      admin,
      producer: ({ transactionalId, idempotent = false } = {}) =>
        keep(
          kafka.producer({
            allowAutoTopicCreation: false,
            idempotent,
            // The client refuses to be idempotent without.
            retry: { retries: idempotent ? 1 : 0 },
            ...(transactionalId === undefined ? {} : { transactionalId }),
          }),
        ),
      consumer: (groupId) => keep(kafka.consumer({ groupId, sessionTimeout: 6000, retry: { retries: 0 } })),
    })
    return { ok: true, seen: typeof seen === 'string' ? seen : (JSON.stringify(seen) ?? '') }
  } catch (error) {
    const { code, type } = protocolErrorOf(firstOf(error))
    // Some of the client's own errors hide what the broker said; its log of the connection does not.
    const told = refusals
      .flatMap((text) => (authorizations.has(text) ? [authorizations.get(text)] : []))
      .at(-1)
    return { ok: false, ...(code < 0 && told !== undefined ? told : { code, type }) }
  } finally {
    await Promise.allSettled(opened.map((client) => client.disconnect()))
  }
}

/** What the client logs of an answer of the authorizer, and the code that it stands for. */
const authorizations: ReadonlyMap<string, { readonly code: number; readonly type: string }> = new Map([
  [
    'Not authorized to access topics: [Topic authorization failed]',
    { code: 29, type: 'TOPIC_AUTHORIZATION_FAILED' },
  ],
  [
    'Not authorized to access group: Group authorization failed',
    { code: 30, type: 'GROUP_AUTHORIZATION_FAILED' },
  ],
  ['Cluster authorization failed', { code: 31, type: 'CLUSTER_AUTHORIZATION_FAILED' }],
  ['Transactional Id authorization failed', { code: 53, type: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' }],
])

/** Some operations fail for several things at once. */
function firstOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error
  const several = 'errors' in error ? error.errors : 'groups' in error ? error.groups : undefined
  const first: unknown = Array.isArray(several) ? several[0] : error
  return typeof first === 'object' && first !== null && 'error' in first ? first.error : first
}

function openKafka(broker: string, identity: BrokerIdentity, refusals: string[]): Kafka {
  const sasl = saslOf(identity)
  return new kafkajs.Kafka({
    clientId: 'easyflow-chaos',
    brokers: [broker],
    ...(sasl === undefined ? {} : { sasl }),
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log }) => {
        if (typeof log['error'] === 'string') refusals.push(log['error'])
      },
    connectionTimeout: 1000,
    requestTimeout: 3000,
    authenticationTimeout: 2000,
    reauthenticationThreshold: 1,
    retry: { retries: 0 },
  })
}

function saslOf(identity: BrokerIdentity): KafkaConfig['sasl'] {
  if ('nobody' in identity) return undefined
  if ('mechanism' in identity)
    return {
      mechanism: identity.mechanism,
      username: identity.user,
      password: identity.password,
    } as KafkaConfig['sasl']
  return saslByToken(identity.token)
}

/** Reads a topic as a member of `group` until `countMax` messages came or none for a second. */
export async function consume(
  { consumer }: BrokerTools,
  { topic, group, countMax }: { readonly topic: string; readonly group: string; readonly countMax: number },
): Promise<string> {
  const member = await consumer(group)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const messages: string[] = []
  const patience = setTimeout(() => resolve(messages.join('\n')), 3000)
  member.on('consumer.crash', ({ payload }) => reject(payload.error))
  try {
    await member.subscribe({ topic, fromBeginning: true })
    await member.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        messages.push(`${message.key?.toString() ?? ''} ${message.value?.toString() ?? ''}`)
        if (messages.length >= countMax) resolve(messages.join('\n'))
        return Promise.resolve()
      },
    })
    return await promise
  } finally {
    clearTimeout(patience)
  }
}
