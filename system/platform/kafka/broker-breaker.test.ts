import { expect, test } from 'vitest'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildBrokerBreaker, type BrokerBreaker } from './broker-breaker.ts'

const outage = new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'down', { facts: { brokerAnswered: false } })
const refusal = new EasyFlowError('ERR_BROKER_REFUSED', 'no', { facts: { kafkaCode: 29 } })
const answer = new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'no topic', { facts: { brokerAnswered: true } })

async function fail(breaker: BrokerBreaker, error: EasyFlowError, times: number): Promise<unknown[]> {
  const caught: unknown[] = []
  for (let time = 0; time < times; time += 1) {
    caught.push(await breaker.run(() => Promise.reject(error)).catch((thrown: unknown) => thrown))
  }
  return caught
}

test('three outages in a row: open, and the fourth is not tried', async () => {
  const breaker = buildBrokerBreaker()
  const [, , third, fourth] = await fail(breaker, outage, 4)
  expect(third).toBe(outage)
  expect(fourth).toMatchObject({
    code: 'ERR_QUEUE_UNAVAILABLE',
    facts: { reason: 'breaker', perhapsSent: false },
  })
  expect(breaker.isOpen()).toBe(true)
})

test.each([
  ['refusals', refusal],
  ['answers', answer],
])('a hundred %s in a row: still closed, since the broker is there', async (_, error) => {
  const breaker = buildBrokerBreaker()
  await fail(breaker, error, 100)
  expect(breaker.isOpen()).toBe(false)
})

test('a success between outages: they are not in a row', async () => {
  const breaker = buildBrokerBreaker()
  await fail(breaker, outage, 2)
  await breaker.run(() => Promise.resolve())
  await fail(breaker, outage, 2)
  expect(breaker.isOpen()).toBe(false)
})

test('open for a second and more: somebody may find out again', async () => {
  let now = Date.now()
  const breaker = buildBrokerBreaker(() => now)
  await fail(breaker, outage, 3)
  now += 1001
  expect(breaker.isOpen()).toBe(false)
})
