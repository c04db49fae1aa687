import { layOutTable } from './lay-out-table.ts'
import type { Measurement } from './measurement.ts'
import { renderRange } from './render-range.ts'

/** What the others are compared with: the same work in plain SQL, without any wall. */
const YARDSTICK = 'floor-1'
const NOTES = [
  'Each cell: min / median / max of the rounds. The ratio is to floor-1 of the same round.',
  "C: behind HTTP with a JWT. B: by the contestant's own client; EasyFlow has only its HTTP path, so its",
  "latency of C stands for both. The load generator is not in the sum. The peers' bench counts api and worker as one.",
]

interface Row {
  readonly title: string
  readonly digits: number
  /** One number for each round that has it. */
  readonly read: (of: Rounds) => readonly (number | null | undefined)[]
}

interface Rounds {
  readonly throughput: readonly Measurement[]
  readonly direct: readonly Measurement[]
  /** The yardstick's throughput of a round. */
  readonly yardstick: (round: number) => number | undefined
}

const rows: readonly Row[] = [
  row('C: executions/s', 0, ({ execPerS }) => execPerS),
  {
    title: `C: ratio to ${YARDSTICK}`,
    digits: 2,
    read: ({ throughput, yardstick }) =>
      throughput.map(({ execPerS, round }) => divide(execPerS, yardstick(round))),
  },
  row('C: p50 at 20/s, ms', 1, ({ lat }) => lat?.p50),
  row('C: p95 at 20/s, ms', 1, ({ lat }) => lat?.p95),
  { title: 'B: p50 at 20/s, ms', digits: 1, read: ({ direct }) => direct.map(({ lat }) => lat?.p50) },
  { title: 'B: p95 at 20/s, ms', digits: 1, read: ({ direct }) => direct.map(({ lat }) => lat?.p95) },
  row('CPU ms/execution, sum', 2, ({ cpuMsPerExec }) => cpuMsPerExec),
  row('- postgres', 2, ({ serverCpuMsPerExec }) => serverCpuMsPerExec),
  row('- broker', 2, ({ partsCpuMsPerExec: parts }) => parts?.broker),
  row('- api', 2, ({ partsCpuMsPerExec: parts }) => parts?.api),
  row('- worker', 2, ({ partsCpuMsPerExec: parts }) => parts?.worker),
  row('- api and worker', 2, (measured) => ownCpu(measured)),
  row('- issuer', 2, ({ partsCpuMsPerExec: parts }) => parts?.issuer),
  row('load generator', 2, ({ clientOrLoadCpuMsPerExec }) => clientOrLoadCpuMsPerExec),
  row('idle before, %', 0, ({ idle0 }) => (idle0 === undefined ? undefined : idle0 * 100)),
  row('others during C, %', 1, ({ foreignCpuPct }) => foreignCpuPct),
  row('begun in noise (1: yes)', 0, ({ noisy }) => (noisy === undefined ? undefined : Number(noisy))),
  row('not completed', 0, ({ stuck }) => stuck),
]

/** Lays the measurements of all rounds out as one table in Markdown: a row a figure, a column a contestant. */
export function renderTable(measured: readonly Measurement[]): string {
  const labels = [...new Set(measured.map(({ label }) => label))]
  const columns = labels.map((label) => roundsOf(measured, label))
  const body = rows.map(({ title, digits, read }) => [
    title,
    ...columns.map((rounds) => renderRange(read(rounds), digits)),
  ])
  const failures = measured.flatMap(({ label, test, round, error }) =>
    error === undefined ? [] : [`FAILED: ${label}, test ${test}, round ${String(round)}: ${error}`],
  )
  const header = [
    '',
    ...labels.map((label, index) => `${label} (${String(columns[index]?.throughput.length)})`),
  ]
  return [...layOutTable([header, ...body]), '', ...NOTES, ...failures].join('\n')
}

function row(title: string, digits: number, read: (of: Measurement) => number | null | undefined): Row {
  return { title, digits, read: ({ throughput }) => throughput.map(read) }
}

function roundsOf(measured: readonly Measurement[], label: string): Rounds {
  const valid = measured.filter(({ error }) => error === undefined)
  const of = (test: Measurement['test'], name: string): readonly Measurement[] =>
    valid.filter((one) => one.test === test && one.label === name)
  return {
    throughput: of('C', label),
    direct: of('B', label),
    yardstick: (round) => of('C', YARDSTICK).find((one) => one.round === round)?.execPerS,
  }
}

function ownCpu({
  cpuMsPerExec,
  serverCpuMsPerExec,
  partsCpuMsPerExec: parts,
}: Measurement): number | undefined {
  if (parts !== undefined) return parts.api + parts.worker
  if (cpuMsPerExec === undefined || serverCpuMsPerExec === undefined) return undefined
  return cpuMsPerExec - serverCpuMsPerExec
}

function divide(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined ? undefined : value / by
}
