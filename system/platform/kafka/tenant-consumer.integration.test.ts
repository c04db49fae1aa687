import { randomBytes } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import kafkajs, { type Admin, type Producer } from 'kafkajs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Hint } from '../../contracts/hint.ts'
import { groupOf, topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { eventually } from '../../test-support/eventually.ts'
import {
  acme,
  callerOf,
  createHint,
  createKafkaWorld,
  globex,
  silentLog,
  WORLD_WITHIN_MS,
  type KafkaWorld,
} from '../../test-support/kafka-world.ts'
import { claimsOf } from '../../test-support/sign-test-token.ts'
import { buildKafkaClient } from './build-kafka-client.ts'
import { startTenantConsumer, type TenantConsumer, type TenantConsumerOptions } from './tenant-consumer.ts'
import { buildTokenPublishers, type TokenPublishers } from './token-publishers.ts'

const SESSION_MS = 2000
let world: KafkaWorld
let publishers: TokenPublishers
let superuser: Producer
let admin: Admin
const started: TenantConsumer[] = []

beforeAll(async () => {
  world = await createKafkaWorld()
  publishers = buildTokenPublishers({
    brokers: [world.broker.client],
    clientsMax: 10,
    publishLimitMs: 5000,
    log: silentLog,
    clientId: 'test-api',
  })
  const { kafka } = buildKafkaClient({
    brokers: [world.broker.internal],
    clientId: 'test-superuser',
    log: silentLog,
    admin: world.broker.admin,
    requestTimeoutMs: 5000,
  })
  superuser = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  admin = kafka.admin()
  await Promise.all([superuser.connect(), admin.connect()])
}, WORLD_WITHIN_MS)
afterEach(async () => {
  await Promise.all(started.splice(0).map((consumer) => consumer.stop()))
})
afterAll(async () => {
  await publishers.close()
  await Promise.all([superuser.disconnect(), admin.disconnect()])
  await world.close()
})

interface Started {
  readonly consumer: TenantConsumer
  readonly hints: Hint[]
  readonly poison: string[]
}

function start(tenant: TenantId, change: Partial<TenantConsumerOptions> = {}): Started {
  const hints: Hint[] = []
  const poison: string[] = []
  const consumer = startTenantConsumer({
    brokers: [world.broker.client],
    clientId: 'test-worker',
    tenant,
    getToken: () => Promise.resolve(world.issuer.sign(claimsOf(tenant, 'worker'))),
    onHint: (hint) => {
      hints.push(hint)
      return Promise.resolve()
    },
    onPoison: ({ offset }) => poison.push(offset),
    log: silentLog,
    sessionTimeoutMs: SESSION_MS,
    ...change,
  })
  started.push(consumer)
  return { consumer, hints, poison }
}

const toArrive = (hints: readonly Hint[], hint: Hint, withinMs = 8000): Promise<true> =>
  eventually(
    'the hint to arrive',
    async () => (hints.some(({ executionId }) => executionId === hint.executionId) ? true : undefined),
    { withinMs },
  )

const publish = async (tenant: TenantId): Promise<Hint> => {
  const hint = createHint()
  await publishers.publish(callerOf(world, tenant), hint)
  return hint
}

/** Until all messages of the tenant's topic have been worked off. */
const toBeCommitted = (tenant: TenantId): Promise<true> =>
  eventually(
    'the group to commit the last message',
    async () => {
      const [end] = await admin.fetchTopicOffsets(topicOf(tenant))
      const [own] = await admin.fetchOffsets({ groupId: groupOf(tenant), topics: [topicOf(tenant)] })
      return own?.partitions[0]?.offset === end?.high ? true : undefined
    },
    { withinMs: 5000 },
  )

const toFail = (consumer: TenantConsumer): Promise<unknown> =>
  eventually('the consumer to fail', async () => consumer.health().failure ?? undefined, { withinMs: 5000 })

test('a hint of the own caller: arrives as it was sent, and the consumer says that it has joined', async () => {
  const { consumer, hints } = start(acme)
  const hint = await publish(acme)
  await toArrive(hints, hint)
  expect(hints).toContainEqual(hint)
  expect(consumer.health()).toMatchObject({ state: 'joined', joinedOnce: true, failure: null })
})

test('told to stop while it waits for messages: gone at once, its group empty, and nothing is handed over twice', async () => {
  const stoppedInMs: number[] = []
  const taken: string[] = []
  for (const _ of [1, 2, 3]) {
    const { consumer, hints } = start(acme)
    await toArrive(hints, await publish(acme))
    await toBeCommitted(acme)
    // It waits for the next one now, for a second.
    const startedAt = performance.now()
    await consumer.stop()
    stoppedInMs.push(performance.now() - startedAt)
    const { groups } = await admin.describeGroups([groupOf(acme)])
    expect(groups[0]).toMatchObject({ state: 'Empty', members: [] })
    taken.push(...hints.map(({ executionId }) => executionId))
  }
  // Waiting would have cost each of them the better part of a second.
  expect(Math.min(...stoppedInMs)).toBeLessThan(300)
  expect(new Set(taken).size).toBe(taken.length)
})

test("globex's token on acme's topic: refused with 29, nothing arrives", async () => {
  await publish(acme)
  const { consumer, hints } = start(acme, {
    getToken: () => Promise.resolve(world.issuer.sign(claimsOf(globex, 'worker'))),
  })
  expect(await toFail(consumer)).toMatchObject({
    code: 'ERR_BROKER_REFUSED',
    reason: 'TOPIC_AUTHORIZATION_FAILED',
    kafkaCode: 29,
  })
  expect(hints).toEqual([])
})

test("acme's caller in the worker's group: refused with 30", async () => {
  const { consumer } = start(acme, { getToken: () => Promise.resolve(world.issuer.sign(claimsOf(acme))) })
  expect(await toFail(consumer)).toMatchObject({ code: 'ERR_BROKER_REFUSED', kafkaCode: 30 })
})

test('a forged token: refused with 58 before anything is asked', async () => {
  const { consumer } = start(acme, {
    getToken: () => Promise.resolve(`${world.issuer.sign(claimsOf(acme, 'worker')).slice(0, -8)}AAAAAAAA`),
  })
  expect(await toFail(consumer)).toMatchObject({ code: 'ERR_BROKER_REFUSED', kafkaCode: 58 })
})

test('an issuer that gives no token: failing, and joined once it does', async () => {
  let isUp = false
  const { consumer } = start(acme, {
    getToken: () =>
      isUp ? Promise.resolve(world.issuer.sign(claimsOf(acme, 'worker'))) : Promise.reject(new Error('down')),
  })
  await toFail(consumer)
  isUp = true
  const joined = eventually(
    'the consumer to join',
    async () => (consumer.health().state === 'joined' ? consumer.health() : undefined),
    { withinMs: 8000 },
  )
  expect(await joined).toMatchObject({ failuresInARow: 0, failure: null })
})

test('poison of every kind from a superuser: passed over and counted, what follows is processed', async () => {
  const { hints, poison } = start(globex)
  const before = await publish(globex)
  await toArrive(hints, before)
  const hint = createHint()
  const value = JSON.stringify(hint)
  const hugeHeaders = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [
      `header-${String(index)}`,
      randomBytes(1000).toString('hex').slice(0, 1000),
    ]),
  )
  const messages = [
    { value: null },
    { value: '' },
    { value: 'not JSON' },
    { value: 'null' },
    { value: Buffer.from([0xff, 0xfe, 0x00]) },
    { value: JSON.stringify({ ...hint, extra: 1 }) },
    { value: JSON.stringify({ ...hint, version: 2 }) },
    { value: JSON.stringify({ ...hint, executionId: "'; drop table workflows; --" }) },
    { value: `${' '.repeat(1024)}${value}` },
    { value: randomBytes(1_000_000) },
  ]
  for (const message of messages) await superuser.send({ topic: topicOf(globex), messages: [message] })
  await superuser.send({ topic: topicOf(globex), messages: [{ value, headers: hugeHeaders }] })
  const after = await publish(globex)
  await toArrive(hints, after)
  expect(poison).toHaveLength(messages.length)
  expect(hints.map(({ executionId }) => executionId)).toContain(hint.executionId)
})

test('a batch packed in a way that our client cannot read: unpacked by the broker, nothing is held up', async () => {
  const { hints } = start(globex)
  const packed = createHint()
  // For this producer alone: whoever consumes has no codec for it.
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => Promise.resolve(zstdCompressSync(buffer)),
    decompress: () => Promise.reject(new Error('no codec')),
  })
  await superuser.send({
    topic: topicOf(globex),
    compression: kafkajs.CompressionTypes.ZSTD,
    messages: [{ value: JSON.stringify(packed) }, { value: gzipSync('x') }],
  })
  expect(await toArrive(hints, packed)).toBe(true)
  expect(await toArrive(hints, await publish(globex))).toBe(true)
})

test('a taker that is busy for longer than the session: nothing more is handed over, and the membership holds', async () => {
  const busy = Promise.withResolvers<void>()
  const taken: string[] = []
  const { consumer } = start(acme, {
    onHint: ({ executionId }) => {
      taken.push(executionId)
      return taken.length === 1 ? busy.promise : Promise.resolve()
    },
  })
  const first = await publish(acme)
  await eventually('the first hint', async () => (taken.length > 0 ? true : undefined), { withinMs: 5000 })
  const second = await publish(acme)
  const until = performance.now() + SESSION_MS + 500
  await eventually('the session time to pass', async () => (performance.now() > until ? true : undefined), {
    withinMs: 10_000,
    everyMs: 100,
  })
  const heldUp = [...taken]
  busy.resolve()
  await eventually('the second hint', async () => taken.find((id) => id === second.executionId), {
    withinMs: 5000,
  })
  expect(heldUp).toHaveLength(1)
  expect(consumer.health()).toMatchObject({ state: 'joined', failuresInARow: 0 })
  expect(taken.filter((id) => id === first.executionId).length).toBeLessThanOrEqual(1)
})

test(
  'tokens shorter than the run: re-authenticated with fresh ones, no hint is lost',
  { timeout: 90_000 },
  async () => {
    let asked = 0
    const { consumer, hints } = start(acme, {
      getToken: () => {
        asked += 1
        const iat = Math.floor(Date.now() / 1000)
        return Promise.resolve(world.issuer.sign({ ...claimsOf(acme, 'worker'), iat, exp: iat + 8 }))
      },
    })
    const until = performance.now() + 14_000
    // A machine that is busy enough makes it late for its own token: then it joins anew, and nothing is lost.
    while (performance.now() < until) await toArrive(hints, await publish(acme), 30_000)
    // One to plan by, one for each of two connections, and again for each as they run out.
    expect(asked).toBeGreaterThanOrEqual(5)
    expect(consumer.health()).toMatchObject({ state: 'joined', failuresInARow: 0, failure: null })
  },
)

test('the broker killed: failing; back: joined again long before its former session is over, and the next hint arrives', async () => {
  // Whoever is still a member by then is waited for by the group.
  const { consumer, hints } = start(acme, { sessionTimeoutMs: 25_000 })
  await toArrive(hints, await publish(acme))
  await world.broker.kill()
  await toFail(consumer)
  expect(consumer.health()).toMatchObject({ state: 'failing', joinedOnce: true })
  await world.broker.restart()
  const hint = createHint()
  const caller = callerOf(world, acme)
  await eventually(
    'the publisher to find the broker again',
    async () => {
      await publishers.publish(caller, hint)
      return true
    },
    { withinMs: 8000, everyMs: 200 },
  )
  expect(await toArrive(hints, hint, 12_000)).toBe(true)
})
