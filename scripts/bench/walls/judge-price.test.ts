import { expect, test } from 'vitest'
import type { Measurement } from '../measurement.ts'
import { judgePrice } from './judge-price.ts'
import { renderPrice } from './render-price.ts'

test.each([
  { situation: 'just the goal', ratios: [0.8, 0.8, 0.8, 0.8, 0.8], outcome: 'holds' },
  { situation: 'a median below the goal', ratios: [0.95, 0.9, 0.79, 0.7, 0.6], outcome: 'violated' },
  { situation: 'a median above, one round below', ratios: [0.5, 0.9, 0.85, 0.9, 0.9], outcome: 'holds' },
  { situation: 'four rounds, which are too few', ratios: [0.9, 0.9, 0.9, 0.9], outcome: 'unknown' },
  { situation: 'nothing measured', ratios: [], outcome: 'unknown' },
])('$situation: $outcome', ({ ratios, outcome }) => {
  expect(judgePrice(ratios.flatMap((ratio, index) => roundOf({ round: index + 1, ratio })))).toMatchObject({
    outcome,
  })
})

test('rounds in which others used the processors: unknown, however good or bad their ratio is', () => {
  for (const ratio of [0.2, 1.5]) {
    const busy = [1, 2, 3, 4, 5].flatMap((round) => roundOf({ round, ratio, othersPct: 30 }))
    expect(judgePrice(busy)).toMatchObject({
      outcome: 'unknown',
      because: '0 of 5 rounds were quiet (others used at most 10 %), and 5 are needed',
    })
  }
})

test('a busy round among quiet ones: it does not count, and the others are judged', () => {
  const measured = [
    ...[1, 2, 3, 4, 5].flatMap((round) => roundOf({ round, ratio: 0.9 })),
    ...roundOf({ round: 6, ratio: 0.1, othersPct: 30 }),
  ]
  const { outcome, because, rounds } = judgePrice(measured)

  expect({ outcome, because }).toEqual({
    outcome: 'holds',
    because:
      'of 5 quiet rounds the ratio of throughput is 0.90 / 0.90 / 0.90, and the goal for the median is 0.80',
  })
  expect(rounds.map(({ isQuiet }) => isQuiet)).toEqual([true, true, true, true, true, false])
})

test('a turn that does not say what others used: its round does not count', () => {
  const measured = [1, 2, 3, 4, 5].flatMap((round) => roundOf({ round, ratio: 0.9, othersPct: undefined }))
  expect(judgePrice(measured)).toMatchObject({ outcome: 'unknown' })
})

test('a ratio is of one round: a machine that slows down between rounds changes none', () => {
  const measured = [
    ...roundOf({ round: 1, ratio: 0.9, withoutWalls: 300 }),
    ...roundOf({ round: 2, ratio: 0.9, withoutWalls: 100 }),
    ...roundOf({ round: 3, ratio: 0.9, withoutWalls: 30 }),
  ]
  const { rounds } = judgePrice(measured)
  expect(
    rounds.map(({ throughput, p95, cpu }) => [throughput, p95, cpu].map((one) => one?.toFixed(2))),
  ).toEqual([1, 2, 3].map(() => ['0.90', '2.00', '1.25']))
})

test('the tables: the contestant with walls first, each figure of each, and the verdict as the last line', () => {
  const measured = [3, 1, 2, 5, 4].flatMap((round) => roundOf({ round, ratio: 0.5 }).toReversed())
  const cold = roundOf({ round: 0, ratio: 0.25 })
  const text = renderPrice({ measured, cold }, judgePrice(measured))

  expect(text).toMatch(/^\| +\| walls +\| no walls +\|$/m)
  expect(text).toMatch(/^\| executions\/s +\| 50 \/ 50 \/ 50 +\| 100 \/ 100 \/ 100 +\|$/m)
  expect(text).toMatch(/^\| - postgres +\| 2\.00 \/ 2\.00 \/ 2\.00 +\| 1\.00 \/ 1\.00 \/ 1\.00 +\|$/m)
  expect(text).toMatch(
    /^\| walls \/ no walls +\| 0\.50 \/ 0\.50 \/ 0\.50 +\| 2\.00 \/ 2\.00 \/ 2\.00 +\|.*\| 0\.25 +\|$/m,
  )
  expect(text.split('\n').at(-1)).toMatch(/^\*\*violated\*\*: of 5 quiet rounds/)
})

/** One round of both contestants. */
function roundOf(options: {
  readonly round: number
  readonly ratio: number
  readonly withoutWalls?: number
  readonly othersPct?: number | undefined
}): readonly Measurement[] {
  const { round, ratio, withoutWalls = 100 } = options
  const others = 'othersPct' in options ? options.othersPct : 2
  const turn = (label: string, execPerS: number, cost: number): Measurement => ({
    test: 'C',
    label,
    round,
    execPerS,
    cpuMsPerExec: 4 + cost,
    serverCpuMsPerExec: cost,
    lat: { n: 100, p50: cost, p95: 10 * cost },
    ...(others === undefined ? {} : { foreignCpuPct: others }),
  })
  // 1.25: what the sum of the processor time comes to when one of its parts doubles from 1.
  const walls = { ...turn('walls', withoutWalls * ratio, 2), cpuMsPerExec: 6.25 }
  return [walls, turn('no walls', withoutWalls, 1)]
}
