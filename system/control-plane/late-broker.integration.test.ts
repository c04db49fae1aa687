import { afterAll, beforeAll, expect, test } from 'vitest'
import { topicOf } from '../contracts/names.ts'
import { openKafkaAdmin, type KafkaAdminOptions } from '../platform/kafka/kafka-admin.ts'
import { acme, silentLog, WORLD_WITHIN_MS } from '../test-support/kafka-world.ts'
import { startTestBroker, type TestBroker } from '../test-support/start-test-broker.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { buildLateBroker } from './late-broker.ts'

let issuer: TestIssuer
let broker: TestBroker
let options: KafkaAdminOptions

beforeAll(async () => {
  issuer = await createTestIssuer()
  broker = await startTestBroker(issuer)
  options = { brokers: [broker.internal], ...broker.admin, log: silentLog }
  await broker.kill()
}, WORLD_WITHIN_MS)
afterAll(async () => {
  await broker.stop()
  await issuer.close()
})

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it was there',
    (error: unknown) => error,
  )

test('no broker, and none is waited for: said as such, to every use of it, and closing it does no harm', async () => {
  const late = buildLateBroker(options, 0)
  const failures = [
    await failureOf(late.ready()),
    await failureOf(late.provisionTenant(acme, { partitions: 1 })),
  ]
  await late.close()
  const unavailable = expect.objectContaining({ code: 'ERR_QUEUE_UNAVAILABLE' }) as unknown
  expect(failures).toEqual([unavailable, unavailable])
})

test('a broker that does not come up in time: said then, not before', async () => {
  const startedAt = performance.now()
  const late = buildLateBroker(options, 1000)
  expect(await failureOf(late.ready())).toMatchObject({ code: 'ERR_QUEUE_UNAVAILABLE' })
  expect(performance.now() - startedAt).toBeGreaterThan(1000)
  await late.close()
})

test('a broker that comes up later: waited for, and the tenant is made', { timeout: 60_000 }, async () => {
  const late = buildLateBroker(options, 60_000)
  const making = late.provisionTenant(acme, { partitions: 1 })
  await broker.restart()
  await making
  const admin = await openKafkaAdmin(options)
  const topics = await admin.listTopics()
  await Promise.all([admin.close(), late.close()])
  expect(topics).toEqual([topicOf(acme)])
})
