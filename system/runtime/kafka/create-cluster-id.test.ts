import { expect, test } from 'vitest'
import { createClusterId } from './create-cluster-id.ts'

test('two thousand ids: 16 bytes each, none that a command line would take for an option', () => {
  // One random id in 64 begins with a hyphen: with as many as these, none does by chance once in 10^13 runs.
  const ids = Array.from({ length: 2000 }, createClusterId)

  expect(ids.filter((id) => id.startsWith('-'))).toEqual([])
  expect(new Set(ids.map((id) => Buffer.from(id, 'base64url').length))).toEqual(new Set([16]))
})
