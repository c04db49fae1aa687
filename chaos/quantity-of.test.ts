import { expect, test } from 'vitest'
import { quantityOf } from './quantity-of.ts'

const facts = { of: 'globex', share: 0.95, samplesMin: 60 }

test('a hundred samples in any order: the 95th is the p95, with the least and the most of them', () => {
  const samples = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1)
  expect(quantityOf(samples, facts)).toEqual({
    of: 'globex',
    value: 95,
    samples: 100,
    samplesMin: 60,
    lowest: 1,
    highest: 100,
  })
})

test.each([
  ['one sample', [7], 7],
  ['two samples', [9, 3], 9],
  ['none', [], Number.NaN],
])('%s: a value that was measured, or none', (_, samples, value) => {
  expect(quantityOf(samples, facts).value).toBe(value)
})
