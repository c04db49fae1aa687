import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStrictJson, type StrictJson } from './read-strict-json.ts'

const PUNCTUATION = ['{', '}', '[', ']', '"', ',', ':', '0', '1', 'e', '-', '.', '\\', 'u', 't', ' ', '\n']

const SIMPLE = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc.constant(null),
    fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

test('whatever JSON.stringify writes within the limits: read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(SIMPLE, fc.integer({ min: 0, max: 2 }), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      fc.pre(!text.includes(String.raw`\u0000`) && depthOf(value) <= 8)
      expect(toPlain(readStrictJson(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('any text that JSON.parse refuses: refused as well', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...PUNCTUATION) }), (text) => {
      fc.pre(isRefused(() => JSON.parse(text)))
      expect(isRefused(() => readStrictJson(text))).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

function toPlain(value: StrictJson): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, member]) => [name, toPlain(member as StrictJson)]))
  }
  if (Array.isArray(value)) return value.map((item) => toPlain(item as StrictJson))
  return typeof value === 'object' && value !== null && 'digits' in value ? Number(value.digits) : value
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

function isRefused(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (error instanceof SyntaxError) return true
    throw error
  }
}
