import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { nameOf, type Operation } from './operations-of.ts'
import { withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Workflows that record nothing; every other one records one effect. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['echo'])

/**
 * Invariant: what was accepted is there under the id that was told, was carried out, and left its effect. A
 * realtime execution that nobody could start in time may be rejected instead, without an effect: it says so.
 */
export function checkNothingLost(run: RecordedRun): Verdict {
  return withExecutions(run, ({ operations, rowsOf }) => {
    const accepted = operations.filter(({ outcome }) => outcome === 'accepted')
    const lost = accepted.flatMap((operation) => lossesOf(operation, rowsOf(operation)))
    const verdict = conclude(accepted.length, lost, 'Nothing was accepted')
    const overdue = accepted.filter((operation) => rowsOf(operation).some(isOverdue)).length
    if (verdict.outcome !== 'holds' || overdue === 0) return verdict
    return { ...verdict, note: `${overdue} realtime executions could not start in time and were rejected` }
  })
}

function lossesOf(operation: Operation, rows: readonly RowOf<'executions'>[]): readonly string[] {
  const name = nameOf(operation)
  if (rows.length === 0) return [`lost: ${name} was accepted and is not there`]
  const missing = operation.executionIds.filter((id) => !rows.some(({ executionId }) => executionId === id))
  return [
    ...missing.map((id) => `lost: ${name} was told the id ${id}, under which nothing is there`),
    ...rows.flatMap((row) => {
      if (row.status === 'FAILED') return [`lost: ${name} was accepted and given up`]
      if (row.status === 'REJECTED' && !isOverdue(row)) return [`lost: ${name} was accepted and rejected`]
      if (row.status === 'COMPLETE' && row.effects === 0 && !WITHOUT_EFFECT.has(operation.workflow))
        return [`lost effect: ${name} is COMPLETE in ${row.tenant} without an effect`]
      return []
    }),
  ]
}

function isOverdue({
  status,
  mode,
  startByEpochMs,
  startedAtEpochMs,
  endedAtEpochMs,
}: RowOf<'executions'>): boolean {
  if (status !== 'REJECTED' || mode !== 'realtime' || startedAtEpochMs !== null) return false
  return startByEpochMs !== null && endedAtEpochMs !== null && endedAtEpochMs >= startByEpochMs
}
