import { expect, test } from 'vitest'
import { rankSumZ } from './rank-sum.ts'

const upTo = (length: number, offset = 0): number[] => Array.from({ length }, (_, index) => index + offset)

test('the same values twice: nothing tells them apart', () => {
  expect(rankSumZ(upTo(100), upTo(100))).toBe(0)
})

test('one sample wholly above the other: far beyond 3', () => {
  // U = 100 * 100, mean 5,000, deviation sqrt(100 * 100 * 201 / 12) = 409.27.
  expect(rankSumZ(upTo(100, 100), upTo(100))).toBeCloseTo(12.217, 3)
  expect(rankSumZ(upTo(100), upTo(100, 100))).toBeCloseTo(-12.217, 3)
})

test('all values equal: nothing tells them apart', () => {
  expect(rankSumZ([1, 1, 1], [1, 1])).toBe(0)
})

test('nothing measured: nothing tells them apart', () => {
  expect(rankSumZ([], [])).toBe(0)
})
