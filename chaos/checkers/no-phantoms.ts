import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { unread, withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: every row and every effect with the run's label was asked for, by a tenant or by an attack that said so. */
export function checkNoPhantoms(run: RecordedRun): Verdict {
  const { effects } = run.witnesses
  if (!effects.isRead) return unread('effects', effects.reason)
  return withExecutions(run, ({ operations, rows }) => {
    const asked = new Set([
      ...operations.map(({ op }) => op),
      ...eventsOf(run.history, 'asked').map(({ marker }) => marker),
    ])
    const known = new Set(rows.map(({ tenant, executionId }) => `${tenant}/${executionId}`))
    const executions = rows
      .filter(({ marker }) => !asked.has(marker))
      .map(
        ({ tenant, executionId, marker, status }) =>
          `phantom: nobody asked for ${tenant}'s ${executionId} (${marker}), which is ${status}`,
      )
    const recorded = effects.rows
      .filter(
        ({ tenant, executionId, marker }) =>
          !known.has(`${tenant}/${executionId}`) || (marker !== null && !asked.has(marker)),
      )
      .map(
        ({ tenant, executionId, stepIndex, marker }) =>
          `phantom effect: nobody asked for the one of ${tenant}'s ${executionId}, step ${stepIndex} (${marker ?? 'no marker'})`,
      )
    return conclude(rows.length + effects.rows.length, [...executions, ...recorded], '')
  })
}
