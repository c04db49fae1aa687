import { expect, test } from 'vitest'
import { hashRequest } from './hash-request.ts'

test('members in another order: the same hash', () => {
  expect(hashRequest({ b: { 2: 1, 1: 2 }, a: [1] })).toBe(hashRequest({ a: [1], b: { 1: 2, 2: 1 } }))
})

test.each([
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: 1 }, { a: '1' }],
  [{ a: null }, {}],
  [{ a: {} }, { a: [] }],
  [{ a: { b: 1 } }, { a: [['b', 1]] }],
  [{ a: { b: 1 } }, { a: { members: [['b', 1]] } }],
])('%j and %j: different hashes', (one, other) => {
  expect(hashRequest(one)).not.toBe(hashRequest(other))
})
