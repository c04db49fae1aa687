import type { Measurement } from '../measurement.ts'
import { rangeOf, type Range } from '../range-of.ts'
import { WITH_WALLS, WITHOUT_WALLS } from './contestants.ts'

/** Of the throughput without walls, what has to be left with them: issue 6. */
export const GOAL = 0.8
/** Of the processors, what others may use during a turn before its round says nothing, in per cent. */
export const OTHERS_MAX_PCT = 10
/** Fewer quiet rounds than this are no answer. */
export const QUIET_ROUNDS_MIN = 5

export interface RoundPrice {
  readonly round: number
  /** With walls divided by without, of the same round. */
  readonly throughput: number
  readonly p95: number | undefined
  readonly cpu: number | undefined
  /** The worse of the two turns, in per cent of the processors. */
  readonly othersPct: number
  readonly isQuiet: boolean
}

export interface PriceJudgement {
  readonly outcome: 'holds' | 'violated' | 'unknown'
  readonly because: string
  readonly rounds: readonly RoundPrice[]
}

/** Judges by the median of the quiet rounds: what a busy machine says counts for nothing, either way. */
export function judgePrice(measured: readonly Measurement[]): PriceJudgement {
  const rounds = pricesOf(measured, WITHOUT_WALLS.name)
  const quiet = rounds.filter(({ isQuiet }) => isQuiet)
  const range = rangeOf(quiet.map(({ throughput }) => throughput))
  if (range === undefined || quiet.length < QUIET_ROUNDS_MIN) {
    const because = `${String(quiet.length)} of ${String(rounds.length)} rounds were quiet (others used at most ${String(OTHERS_MAX_PCT)} %), and ${String(QUIET_ROUNDS_MIN)} are needed`
    return { outcome: 'unknown', because, rounds }
  }
  return {
    outcome: range.median >= GOAL ? 'holds' : 'violated',
    because: describe(range, quiet.length),
    rounds,
  }
}

/** The price in each round in which both were measured. */
export function pricesOf(measured: readonly Measurement[], without: string): readonly RoundPrice[] {
  const turnOf = (label: string, round: number): Measurement | undefined =>
    measured.find((one) => one.label === label && one.round === round)
  return [...new Set(measured.map(({ round }) => round))].flatMap((round) => {
    const [a, b] = [turnOf(WITH_WALLS.name, round), turnOf(without, round)]
    const throughput = divide(a?.execPerS, b?.execPerS)
    if (throughput === undefined) return []
    const othersPct = Math.max(a?.foreignCpuPct ?? Infinity, b?.foreignCpuPct ?? Infinity)
    return [
      {
        round,
        throughput,
        p95: divide(a?.lat?.p95, b?.lat?.p95),
        cpu: divide(a?.cpuMsPerExec, b?.cpuMsPerExec),
        othersPct,
        isQuiet: othersPct <= OTHERS_MAX_PCT,
      },
    ]
  })
}

function describe({ min, median, max }: Range, count: number): string {
  const all = [min, median, max].map((value) => value.toFixed(2)).join(' / ')
  return `of ${String(count)} quiet rounds the ratio of throughput is ${all}, and the goal for the median is ${GOAL.toFixed(2)}`
}

function divide(value: number | null | undefined, by: number | null | undefined): number | undefined {
  return typeof value === 'number' && typeof by === 'number' && by > 0 ? value / by : undefined
}
