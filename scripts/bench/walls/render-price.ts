import { layOutTable } from '../lay-out-table.ts'
import type { Measurement } from '../measurement.ts'
import { renderRange } from '../render-range.ts'
import { WITH_WALLS } from './contestants.ts'
import { pricesOf, type PriceJudgement } from './judge-price.ts'

interface Row {
  readonly title: string
  readonly digits: number
  readonly read: (of: Measurement) => number | null | undefined
}

const rows: readonly Row[] = [
  { title: 'executions/s', digits: 0, read: ({ execPerS }) => execPerS },
  { title: 'p50 at 20/s, ms', digits: 1, read: ({ lat }) => lat?.p50 },
  { title: 'p95 at 20/s, ms', digits: 1, read: ({ lat }) => lat?.p95 },
  { title: 'CPU ms/execution, sum', digits: 2, read: ({ cpuMsPerExec }) => cpuMsPerExec },
  { title: '- postgres', digits: 2, read: ({ serverCpuMsPerExec }) => serverCpuMsPerExec },
  { title: '- broker', digits: 2, read: ({ partsCpuMsPerExec: parts }) => parts?.broker },
  { title: '- api', digits: 2, read: ({ partsCpuMsPerExec: parts }) => parts?.api },
  { title: '- worker', digits: 2, read: ({ partsCpuMsPerExec: parts }) => parts?.worker },
  { title: 'load generator', digits: 2, read: ({ clientOrLoadCpuMsPerExec }) => clientOrLoadCpuMsPerExec },
  { title: 'others, %', digits: 1, read: ({ foreignCpuPct }) => foreignCpuPct },
]

export interface MeasuredPrice {
  readonly measured: readonly Measurement[]
  /** Each contestant's first executions, before its connections had planned anything. */
  readonly cold: readonly Measurement[]
}

/**
 * What was measured, in Markdown: the figures of each contestant, then what remains with the walls, round by round,
 * and the judgement as the last line.
 */
export function renderPrice({ measured, cold }: MeasuredPrice, judgement: PriceJudgement): string {
  const labels = [...new Set(measured.map(({ label }) => label))].sort(
    (a, b) => Number(b === WITH_WALLS.name) - Number(a === WITH_WALLS.name) || a.length - b.length,
  )
  const others = labels.filter((label) => label !== WITH_WALLS.name)
  return [
    'Min / median / max of the rounds:',
    '',
    ...layOutTable([['', ...labels], ...rows.map((row) => [row.title, ...cellsOf(measured, labels, row)])]),
    '',
    'With walls, divided by without, of the same round; cold: the first executions of all, which do not count:',
    '',
    ...layOutTable([
      ['', 'throughput', 'p95', 'CPU', 'throughput, cold'],
      ...others.map((label) => [`walls / ${label}`, ...ratiosOf(measured, label), coldRatioOf(cold, label)]),
    ]),
    '',
    'Round by round, walls / no walls:',
    '',
    ...layOutTable([
      ['round', 'throughput', 'p95', 'CPU', 'others, %', 'counts'],
      ...judgement.rounds.map(({ round, throughput, p95, cpu, othersPct, isQuiet }) => [
        String(round),
        throughput.toFixed(2),
        p95?.toFixed(2) ?? '',
        cpu?.toFixed(2) ?? '',
        othersPct.toFixed(1),
        isQuiet ? 'yes' : 'no: busy',
      ]),
    ]),
    '',
    `**${judgement.outcome}**: ${judgement.because}`,
  ].join('\n')
}

function cellsOf(measured: readonly Measurement[], labels: readonly string[], row: Row): readonly string[] {
  return labels.map((label) =>
    renderRange(measured.filter((one) => one.label === label).map(row.read), row.digits),
  )
}

function ratiosOf(measured: readonly Measurement[], label: string): readonly string[] {
  const prices = pricesOf(measured, label)
  return (['throughput', 'p95', 'cpu'] as const).map((figure) =>
    renderRange(
      prices.map((price) => price[figure]),
      2,
    ),
  )
}

function coldRatioOf(cold: readonly Measurement[], label: string): string {
  return pricesOf(cold, label)[0]?.throughput.toFixed(2) ?? ''
}
