import { exitCode } from '../../system/contracts/exit-code.ts'
import type { LongCheck } from './long-checks.ts'

export interface Outcome {
  readonly check: LongCheck
  readonly exitStatus: number
  readonly elapsedMs: number
  /** What it printed, without the errors. */
  readonly output: string
}

/** How one check ended. */
export type Ending = Pick<Outcome, 'exitStatus' | 'output'>

/** Runs the checks one after another, each to its end, whatever the ones before it came to. */
export async function runChecks(
  checks: readonly LongCheck[],
  run: (check: LongCheck) => Promise<Ending>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const check of checks) {
    const startedAt = performance.now()
    const { exitStatus, output } = await run(check)
    outcomes.push({ check, exitStatus, output, elapsedMs: performance.now() - startedAt })
    // Whoever stopped one wants no other.
    if (exitStatus === exitCode.interrupted || exitStatus === STOPPED_BY_SIGTERM) break
  }
  return outcomes
}

const STOPPED_BY_SIGTERM = 143

/** The worst of them: violated, else whatever else went wrong, else unknown. Nothing run is no pass. */
export function exitStatusOf(outcomes: readonly Outcome[]): number {
  const statuses = outcomes.map(({ exitStatus }) => exitStatus)
  if (statuses.length === 0) return exitCode.unknown
  if (statuses.includes(exitCode.violated)) return exitCode.violated
  const failed = statuses.filter((status) => status !== exitCode.holds)
  return failed.find((status) => status !== exitCode.unknown) ?? failed[0] ?? exitCode.holds
}

/** One line a check and a line with the total. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const held = outcomes.filter(({ exitStatus }) => exitStatus === exitCode.holds).length
  const totalMs = outcomes.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)
  const rows = [
    ['check', 'outcome', 'minutes'],
    ...outcomes.map(({ check, exitStatus, elapsedMs }) => [
      check.name,
      wordOf(exitStatus),
      minutesOf(elapsedMs),
    ]),
    ['total', `${String(held)} of ${String(outcomes.length)} hold`, minutesOf(totalMs)],
  ]
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(([name = '', outcome = '', minutes = '']) =>
      [name.padEnd(widths[0] ?? 0), outcome.padEnd(widths[1] ?? 0), minutes.padStart(7)].join('  '),
    )
    .join('\n')
}

export function wordOf(exitStatus: number): string {
  if (exitStatus === exitCode.holds) return 'holds'
  if (exitStatus === exitCode.violated) return 'VIOLATED'
  return exitStatus === exitCode.unknown ? 'unknown' : `FAILED (exit status ${String(exitStatus)})`
}

const minutesOf = (elapsedMs: number): string => (elapsedMs / 60_000).toFixed(1)
