import { afterAll, beforeAll, expect, test } from 'vitest'
import { topicOf } from '../../contracts/names.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { eventually } from '../../test-support/eventually.ts'
import {
  acme,
  callerOf,
  createHint,
  createKafkaWorld,
  silentLog,
  WORLD_WITHIN_MS,
  type KafkaWorld,
} from '../../test-support/kafka-world.ts'
import { buildKafkaClient } from './build-kafka-client.ts'
import { openKafkaAdmin } from './kafka-admin.ts'
import { buildTokenPublishers, type TokenPublishers } from './token-publishers.ts'
import { toKafkaError } from './to-kafka-error.ts'

/** Its name begins like acme's: a prefix must not open one with the other. */
const acmelike = parseTenantId('acmelike')
let world: KafkaWorld
let publishers: TokenPublishers

beforeAll(async () => {
  world = await createKafkaWorld()
  publishers = buildTokenPublishers({
    brokers: [world.broker.client],
    clientsMax: 10,
    publishLimitMs: 5000,
    log: silentLog,
    clientId: 'test-api',
  })
}, WORLD_WITHIN_MS)
afterAll(async () => {
  await publishers.close()
  await world.close()
})

const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => error,
  )
const REFUSED_TOPIC = { code: 'ERR_BROKER_REFUSED', facts: { kafkaCode: 29 } }

test('a tenant made, made again and removed: it works from the first moment, and is refused from the last', async () => {
  const caller = callerOf(world, acmelike)
  expect(await outcomeOf(publishers.publish(caller, createHint()))).toMatchObject(REFUSED_TOPIC)
  await world.admin.provisionTenant(acmelike, { partitions: 2 })
  await world.admin.provisionTenant(acmelike, { partitions: 2 })
  expect(await outcomeOf(publishers.publish(caller, createHint()))).toBe('accepted')
  expect(await world.admin.listTopics()).toContain(topicOf(acmelike))
  await world.admin.removeTenant(acmelike)
  await world.admin.removeTenant(acmelike)
  expect(await outcomeOf(publishers.publish(caller, createHint()))).toMatchObject(REFUSED_TOPIC)
  expect(await world.admin.listTopics()).not.toContain(topicOf(acmelike))
  expect(await outcomeOf(publishers.publish(callerOf(world, acme), createHint()))).toBe('accepted')
})

test("acme's token and the topic of a tenant whose name begins with acme: refused", async () => {
  await world.admin.provisionTenant(acmelike, { partitions: 1 })
  const publish = publishers.publish(callerOf(world, acme), createHint(), { tenant: acmelike })
  expect(await outcomeOf(publish)).toMatchObject(REFUSED_TOPIC)
})

test("the administrator's password where tokens are spoken: refused, there is no such door", async () => {
  const open = openKafkaAdmin({ brokers: [world.broker.client], ...world.broker.admin, log: silentLog })
  expect(await outcomeOf(open)).toMatchObject({
    code: 'ERR_BROKER_REFUSED',
    facts: { kafkaError: 'UNSUPPORTED_SASL_MECHANISM', kafkaCode: 33 },
  })
})

test('a wrong password of the administrator: refused', async () => {
  const login = { user: world.broker.admin.user, password: 'wrong' }
  const open = openKafkaAdmin({ brokers: [world.broker.internal], ...login, log: silentLog })
  expect(await outcomeOf(open)).toMatchObject({ code: 'ERR_BROKER_REFUSED', facts: { kafkaCode: 58 } })
})

test("a tenant's token with an administrator's wishes: it sees its own topic and makes none", async () => {
  const { kafka, cut } = buildKafkaClient({
    brokers: [world.broker.client],
    clientId: 'test-tenant',
    log: silentLog,
    getToken: () => Promise.resolve(callerOf(world, acme).token),
    requestTimeoutMs: 5000,
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    expect(await admin.listTopics()).toEqual([topicOf(acme)])
    const making = admin.createTopics({ topics: [{ topic: 'tenant_acme_more' }] })
    const failure = await making.catch((error: unknown) => toKafkaError(error, 'create a topic'))
    expect(failure).toMatchObject({ code: 'ERR_BROKER_REFUSED' })
  } finally {
    await admin.disconnect()
    cut()
  }
})

test("a tenant's token where the administrator is let in: refused, tokens are not spoken there", async () => {
  const { kafka, cut } = buildKafkaClient({
    brokers: [world.broker.internal],
    clientId: 'test-tenant',
    log: silentLog,
    getToken: () => Promise.resolve(callerOf(world, acme).token),
    requestTimeoutMs: 5000,
  })
  const producer = kafka.producer()
  const failure = await producer.connect().catch((error: unknown) => toKafkaError(error, 'connect'))
  await producer.disconnect()
  cut()
  expect(failure).toMatchObject({ code: 'ERR_BROKER_REFUSED', facts: { kafkaCode: 33 } })
})

test('a caller that writes to its own topic without measure: the broker keeps the end of it', async () => {
  const { token } = callerOf(world, acme)
  const { kafka, cut } = buildKafkaClient({
    brokers: [world.broker.client],
    clientId: 'flood',
    log: silentLog,
    getToken: () => Promise.resolve(token),
    requestTimeoutMs: 10_000,
  })
  const producer = kafka.producer({ idempotent: false, retry: { retries: 0 } })
  const { kafka: inside, cut: cutInside } = buildKafkaClient({
    brokers: [world.broker.internal],
    clientId: 'test-admin',
    log: silentLog,
    admin: world.broker.admin,
    requestTimeoutMs: 10_000,
  })
  const admin = inside.admin()
  try {
    await Promise.all([producer.connect(), admin.connect()])
    for (let count = 0; count < 40; count += 1) {
      await producer.send({ topic: topicOf(acme), messages: [{ value: 'x'.repeat(900_000) }], acks: -1 })
    }
    const kept = await eventually(
      'the begin of it to be given up',
      async () => {
        const [partition] = await admin.fetchTopicOffsets(topicOf(acme))
        const messages = Number(partition?.high) - Number(partition?.low)
        return messages < 30 ? messages : undefined
      },
      { withinMs: 30_000, everyMs: 250 },
    )
    expect(kept).toBeGreaterThan(0)
  } finally {
    await Promise.all([producer.disconnect(), admin.disconnect()])
    cut()
    cutInside()
  }
}, 60_000)
