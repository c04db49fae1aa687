import { expect, test } from 'vitest'
import type { Bound, Measurement, Quantity } from '../measurement.ts'
import { checkMeasurements } from './check-measurements.ts'

const quantity = (of: string, value: number, samples = 60): Quantity => ({
  of,
  value,
  samples,
  samplesMin: 60,
  lowest: value / 2,
  highest: value * 2,
})
const measured = (bound: Bound | undefined, ...quantities: Measurement['quantities']): Measurement => ({
  label: 'p95',
  unit: 'ms',
  quantities,
  bound,
})
const atMostThrice: Bound = { on: 'ratio', kind: 'at most', limit: 3 }
const atMost100: Bound = { on: 'value', kind: 'at most', limit: 100 }

const cases = [
  [
    'a ratio within its bound',
    'holds',
    measured(atMostThrice, quantity('flooded', 90), quantity('alone', 30)),
  ],
  ['a value at its bound', 'holds', measured(atMost100, quantity('flooded', 100))],
  [
    'a ratio over a lower bound',
    'holds',
    measured({ on: 'ratio', kind: 'at least', limit: 10 }, quantity('server', 500), quantity('tenant', 30)),
  ],
  [
    'a ratio over its bound',
    'violated',
    measured(atMostThrice, quantity('flooded', 91), quantity('alone', 30)),
  ],
  ['a value over its bound', 'violated', measured(atMost100, quantity('flooded', 101))],
  [
    'a ratio under a lower bound',
    'violated',
    measured({ on: 'ratio', kind: 'at least', limit: 10 }, quantity('server', 299), quantity('tenant', 30)),
  ],
  ['too few samples', 'unknown', measured(atMost100, quantity('flooded', 101, 59))],
  [
    'too few samples of what it is compared with',
    'unknown',
    measured(atMostThrice, quantity('flooded', 91), quantity('alone', 30, 59)),
  ],
  ['no value', 'unknown', measured(atMost100, quantity('flooded', Number.NaN))],
  ['compared with nothing', 'unknown', measured(atMostThrice, quantity('flooded', 91))],
  ['compared with zero', 'unknown', measured(atMostThrice, quantity('flooded', 91), quantity('alone', 0))],
  [
    'a doubt about a broken bound',
    'unknown',
    { ...measured(atMost100, quantity('flooded', 900)), doubt: 'the machine was busy' },
  ],
] as const

test.each(cases)('%s: %s', (_, outcome, measurement) => {
  const { reports, verdicts } = checkMeasurements([measurement])
  expect(verdicts.map((verdict) => verdict.outcome)).toEqual([outcome])
  expect(reports[0]?.isKept).toBe({ holds: true, violated: false, unknown: undefined }[outcome])
})

test('a broken bound: the witness says what was measured, of whom, and what was claimed', () => {
  const broken = measured(atMostThrice, quantity('flooded', 120), quantity('alone', 30))
  expect(checkMeasurements([broken]).verdicts).toEqual([
    {
      outcome: 'violated',
      examined: 120,
      witnesses: [{ explanation: 'p95: flooded is 4.0 times alone, claimed is at most 3 times' }],
    },
  ])
})

test('nothing claimed: the ratio is reported, and there is nothing to judge', () => {
  const { reports, verdicts } = checkMeasurements([
    measured(undefined, quantity('100 servers', 600), quantity('100 tenants', 30, 1)),
  ])
  expect({ verdicts, ratio: reports[0]?.ratio }).toEqual({ verdicts: [], ratio: 20 })
})
