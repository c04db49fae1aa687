import { eventsOf } from '../history/history-event.ts'
import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { nameOf } from './operations-of.ts'
import { withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/**
 * Invariant: what a caller, or an attacker, was told had no effect has none and never will: no row, or one that
 * is REJECTED. And a row that is REJECTED has no effect, whatever its caller was told.
 */
export function checkNothingExecutedButRefused(run: RecordedRun): Verdict {
  return withExecutions(run, ({ operations, rows, rowsOf }) => {
    const refused = operations
      .filter(({ outcome }) => outcome === 'refused')
      .flatMap((operation) => executed(nameOf(operation), rowsOf(operation)))
    const attacks = eventsOf(run.history, 'asked')
      .filter(({ outcome }) => outcome === 'refused')
      .flatMap(({ tenant, marker }) =>
        executed(
          `${tenant}'s ${marker}, of an attack,`,
          rows.filter((row) => row.marker === marker),
        ),
      )
    const rejected = rows
      .filter(({ status, effects }) => status === 'REJECTED' && effects > 0)
      .map(
        (row) =>
          `executed but refused: ${row.tenant}'s ${row.executionId} is REJECTED with ${row.effects} effects`,
      )
    return conclude(operations.length, [...new Set([...refused, ...attacks, ...rejected])], '')
  })
}

function executed(name: string, rows: readonly RowOf<'executions'>[]): readonly string[] {
  return rows
    .filter(({ status }) => status !== 'REJECTED')
    .map(
      ({ status, effects, tenant }) =>
        `executed but refused: ${name} was refused and is ${status} in ${tenant} with ${effects} effects`,
    )
}
