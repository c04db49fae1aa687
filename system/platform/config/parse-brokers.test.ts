import { expect, test } from 'vitest'
import { isLoopback, parseBrokers } from './parse-brokers.ts'

test.each([
  ['127.0.0.1:9092', ['127.0.0.1:9092']],
  ['a.example:9092, b.example:9093', ['a.example:9092', 'b.example:9093']],
  ['[::1]:9092', ['[::1]:9092']],
])('%s → %j', (text, expected) => {
  expect(parseBrokers(text)).toEqual(expected)
})

test.each(['', 'host', 'host:', ':9092', 'host:0', 'host:9092,', 'http://host:9092', 'host:9092:1', 'a b:1'])(
  '%j: refused',
  (text) => {
    expect(() => parseBrokers(text)).toThrow(TypeError)
  },
)

test('this machine and another one: refused, since one is spoken to in plain text and the other by TLS', () => {
  expect(() => parseBrokers('127.0.0.1:9092,broker.example:9092')).toThrow(/all on the loopback/)
})

test.each([
  ['127.0.0.1:1', true],
  ['localhost:1', true],
  ['[::1]:1', true],
  ['127.0.0.1.example:1', false],
  ['10.0.0.1:1', false],
])('%s is on this machine: %s', (broker, expected) => {
  expect(isLoopback(broker)).toBe(expected)
})
