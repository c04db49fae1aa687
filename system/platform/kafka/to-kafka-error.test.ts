import { expect, test } from 'vitest'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { TokenRejectedError } from './strict-oauth.ts'
import { toKafkaError } from './to-kafka-error.ts'

const protocolError = (code: number, type: string): Error =>
  Object.assign(new Error('secret'), { code, type })
const wrapped = (cause: unknown): Error => new Error('outer secret', { cause })

test.each([
  ['a refusal', protocolError(29, 'TOPIC_AUTHORIZATION_FAILED'), 'TOPIC_AUTHORIZATION_FAILED', 29],
  ['one deep inside', wrapped(wrapped(protocolError(30, 'GROUP'))), 'GROUP_AUTHORIZATION_FAILED', 30],
  [
    'one among several',
    new AggregateError([new Error('x'), protocolError(31, 'CLUSTER')]),
    'CLUSTER_AUTHORIZATION_FAILED',
    31,
  ],
  ['a rejected token', wrapped(new TokenRejectedError('{"status":"invalid_token"}')), 'invalid_token', 58],
])('%s: ERR_BROKER_REFUSED with the code, and nobody else’s message', (_, error, kafkaError, kafkaCode) => {
  const named = toKafkaError(error, 'publish', { tenant: 'acme' })
  expect(named).toMatchObject({
    code: 'ERR_BROKER_REFUSED',
    facts: { tenant: 'acme', kafkaError, kafkaCode, layer: 'broker' },
  })
  expect(named.message).not.toContain('secret')
})

test.each([
  [
    'a refused connection',
    wrapped(Object.assign(new Error(), { code: 'ECONNREFUSED' })),
    'ECONNREFUSED',
    false,
  ],
  [
    'an answer that is no refusal',
    protocolError(3, 'UNKNOWN_TOPIC_OR_PARTITION'),
    'UNKNOWN_TOPIC_OR_PARTITION',
    true,
  ],
  ['anything else', 'what?', 'no answer', false],
])('%s: ERR_QUEUE_UNAVAILABLE', (_, error, reason, brokerAnswered) => {
  expect(toKafkaError(error, 'publish')).toMatchObject({
    code: 'ERR_QUEUE_UNAVAILABLE',
    facts: { reason, brokerAnswered },
  })
})

test('an error of ours: as it was', () => {
  const error = new EasyFlowError('ERR_ISSUER_UNAVAILABLE', 'no token')
  expect(toKafkaError(error, 'publish')).toBe(error)
})
