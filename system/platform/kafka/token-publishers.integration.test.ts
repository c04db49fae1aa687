import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { Identity } from '../../contracts/token.ts'
import { eventually } from '../../test-support/eventually.ts'
import {
  acme,
  callerOf,
  createHint,
  createKafkaWorld,
  globex,
  identityOf,
  silentLog,
  WORLD_WITHIN_MS,
  type KafkaWorld,
} from '../../test-support/kafka-world.ts'
import { claimsOf, signTestToken, type Members } from '../../test-support/sign-test-token.ts'
import { createSigner } from '../../test-support/test-issuer.ts'
import { buildTokenPublishers, type TokenPublishers } from './token-publishers.ts'

const PUBLISH_LIMIT_MS = 1000
let world: KafkaWorld
let publishers: TokenPublishers
const build = (publishLimitMs = 5000): TokenPublishers =>
  buildTokenPublishers({
    brokers: [world.broker.client],
    clientsMax: 3,
    publishLimitMs,
    log: silentLog,
    clientId: 'test-api',
  })

beforeAll(async () => {
  world = await createKafkaWorld()
  publishers = build()
  // A broker that has just started is slow at first; no test is about that.
  const warmUp = async (): Promise<true> => {
    await publishers.publish(callerOf(world, acme), createHint())
    return true
  }
  await eventually('the broker to be warm', warmUp, { withinMs: 20_000, everyMs: 300 })
}, WORLD_WITHIN_MS)
afterEach(async () => {
  await publishers.close()
  publishers = build()
})
afterAll(async () => {
  await publishers.close()
  await world.close()
})

const nowSeconds = (): number => Math.floor(Date.now() / 1000)
const failureOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => error,
  )
const REFUSED_TOKEN = {
  code: 'ERR_BROKER_REFUSED',
  facts: { kafkaError: 'invalid_token', kafkaCode: 58, layer: 'broker' },
}

test("the owner's token, again and again: accepted, without a new connection", async () => {
  const caller = callerOf(world, acme)
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const publishes = Array.from({ length: 20 }, () =>
    publishers.publish(caller, createHint(), { traceparent }),
  )
  expect(await Promise.all(publishes.map(failureOf))).toEqual(publishes.map(() => 'accepted'))
})

test("a genuine token of acme for globex's topic: refused by the broker with 29, and written down by it", async () => {
  const publish = publishers.publish(callerOf(world, acme), createHint(), { tenant: globex })
  expect(await failureOf(publish)).toMatchObject({
    code: 'ERR_BROKER_REFUSED',
    facts: { kafkaError: 'TOPIC_AUTHORIZATION_FAILED', kafkaCode: 29, layer: 'broker' },
  })
  await eventually(
    "the broker's own line of it",
    async () => {
      const denials = await world.broker.denials()
      return denials.find((line) => /tenant:acme:caller.*tenant_globex_events/.test(line))
    },
    { withinMs: 3000 },
  )
})

test('after a refusal the same token publishes to its own topic as before', async () => {
  const caller = callerOf(world, acme)
  await failureOf(publishers.publish(caller, createHint(), { tenant: globex }))
  expect(await failureOf(publishers.publish(caller, createHint()))).toBe('accepted')
})

test("a forged token of globex while globex's own caller publishes: refused with 58, globex unharmed", async () => {
  const victim = callerOf(world, globex)
  const published: string[] = []
  const publishAsVictim = async (): Promise<void> => {
    await publishers.publish(victim, createHint())
    published.push('accepted')
  }
  await publishAsVictim()
  const forger = { ...createSigner(world.issuer.issuer), kid: world.issuer.kid }
  const forged = identityOf(signTestToken(forger, { ...claimsOf(globex), jti: victim.claims.jti }))
  const outcomes: unknown[] = []
  for (let round = 0; round < 5; round += 1) {
    const [outcome] = await Promise.all([
      failureOf(publishers.publish(forged, createHint())),
      publishAsVictim(),
    ])
    outcomes.push(outcome)
  }
  expect(outcomes).toMatchObject(Array.from({ length: 5 }, () => REFUSED_TOKEN))
  expect(published).toHaveLength(6)
})

const refusedTokens: readonly [string, Members, Members][] = [
  ['expired', { iat: nowSeconds() - 100, exp: nowSeconds() - 10 }, {}],
  ['for another audience', { aud: 'elsewhere' }, {}],
  ['of another issuer', { iss: 'http://127.0.0.1:1' }, {}],
  ['without a principal', { principal: undefined }, {}],
  ['alg none', {}, { alg: 'none' }],
]
test.each(refusedTokens)('a token %s: refused with 58', async (_, claims, header) => {
  const token = world.issuer.sign({ ...claimsOf(acme), ...claims }, header)
  expect(await failureOf(publishers.publish(identityOf(token), createHint()))).toMatchObject(REFUSED_TOKEN)
})

test('a signing key that the broker has not seen: accepted as soon as the broker has read it', async () => {
  world.issuer.rotate()
  // Usually within 120 ms, which the publisher's own retries cover; at the latest with the next regular
  // reading of the keys, 2 s later.
  await eventually(
    'the new key to be known to the broker',
    async () => {
      const outcome = await failureOf(publishers.publish(callerOf(world, acme), createHint()))
      return outcome === 'accepted' ? true : undefined
    },
    { withinMs: 10_000, everyMs: 50 },
  )
})

test('a token that runs out on an open connection: refused with it, and no outage for others', async () => {
  const caller = callerOf(world, acme, { iat: nowSeconds(), exp: nowSeconds() + 2 })
  await publishers.publish(caller, createHint())
  const refusals: unknown[] = []
  // The broker grants two seconds for clocks that differ: it lets the token in and hangs up.
  await eventually(
    'the broker to refuse the token itself',
    async () => {
      const outcome = await failureOf(publishers.publish(caller, createHint()))
      if (outcome !== 'accepted') refusals.push(outcome)
      return outcome instanceof EasyFlowError && outcome.facts['kafkaCode'] === 58 ? true : undefined
    },
    { withinMs: 10_000, everyMs: 100 },
  )
  expect(refusals.length).toBeGreaterThan(3)
  expect(refusals).toMatchObject(refusals.map(() => ({ code: 'ERR_BROKER_REFUSED' })))
  expect(publishers.isOpen()).toBe(false)
})

test('more tokens than may be connected: the least recently used gives way, and all are served', async () => {
  const callers: readonly Identity[] = Array.from({ length: 8 }, () => callerOf(world, acme))
  for (let round = 0; round < 2; round += 1) {
    const outcomes = callers.map((caller) => failureOf(publishers.publish(caller, createHint())))
    expect(await Promise.all(outcomes)).toEqual(callers.map(() => 'accepted'))
  }
})

test('closed publishers: nothing is sent any more', async () => {
  await publishers.close()
  expect(await failureOf(publishers.publish(callerOf(world, acme), createHint()))).toMatchObject({
    code: 'ERR_SHUTTING_DOWN',
  })
})

test('the broker killed: quickly unavailable, certainly not sent, the breaker opens; back: accepted again', async () => {
  const caller = callerOf(world, acme)
  await publishers.publish(caller, createHint())
  await world.broker.kill()
  const startedAt = performance.now()
  const failures: unknown[] = []
  while (!publishers.isOpen()) failures.push(await failureOf(publishers.publish(caller, createHint())))
  expect(performance.now() - startedAt).toBeLessThan(PUBLISH_LIMIT_MS)
  expect(failures).toMatchObject(
    failures.map(() => ({ code: 'ERR_QUEUE_UNAVAILABLE', facts: { perhapsSent: false } })),
  )
  await world.broker.restart()
  await eventually(
    'the publisher to find the broker again',
    async () =>
      (await failureOf(publishers.publish(caller, createHint()))) === 'accepted' ? true : undefined,
    { withinMs: 8000, everyMs: 200 },
  )
  expect(publishers.isOpen()).toBe(false)
})

test('the broker paused in the middle: unavailable within the limit, and perhaps sent', async () => {
  const hasty = build(PUBLISH_LIMIT_MS)
  onTestFinished(() => hasty.close())
  const caller = callerOf(world, acme)
  await hasty.publish(caller, createHint())
  await world.broker.pause()
  onTestFinished(() => world.broker.resume())
  const startedAt = performance.now()
  const failure = await failureOf(hasty.publish(caller, createHint()))
  const elapsedMs = performance.now() - startedAt
  expect(failure).toMatchObject({ code: 'ERR_QUEUE_UNAVAILABLE', facts: { perhapsSent: true } })
  expect(elapsedMs).toBeLessThan(PUBLISH_LIMIT_MS + 200)
})
