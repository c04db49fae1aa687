import { expect, test } from 'vitest'
import { compareIssuerKeys, type StoredKey } from './compare-issuer-keys.ts'

const ISSUER = 'https://issuer'
const key = (change: Partial<StoredKey> = {}): StoredKey => ({
  issuer: ISSUER,
  kid: 'one',
  modulus: '17',
  ...change,
})
const shown = new Map([['one', '17']])
const named = (stored: readonly StoredKey[]): readonly string[] =>
  compareIssuerKeys(stored, { issuer: ISSUER, shown }).map(({ level, object }) => `${level} ${object}`)

test('Postgres knows what the issuer shows: nothing', () => {
  expect(named([key()])).toEqual([])
})

test.each<[string, readonly StoredKey[], string]>([
  ['a key that the issuer does not show', [key(), key({ kid: 'two' })], 'LEAK key two of https://issuer'],
  ['another key of the same name', [key({ modulus: '19' })], 'LEAK key one of https://issuer'],
  ['a key of another issuer', [key(), key({ issuer: 'https://evil' })], 'LEAK key one of https://evil'],
  ['a key that was not copied', [], 'ERROR key one of https://issuer'],
])('%s: named', (_what, stored, finding) => {
  expect(named(stored)).toEqual([finding])
})
