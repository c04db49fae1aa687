import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { nameOf } from './operations-of.ts'
import { unread, withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: one operation is one execution, however often it was sent, and each of its steps has one effect. */
export function checkNoDuplicateEffects(run: RecordedRun): Verdict {
  const { effects } = run.witnesses
  if (!effects.isRead) return unread('effects', effects.reason)
  return withExecutions(run, ({ operations, rowsOf }) => {
    const executions = operations.flatMap((operation) => {
      const rows = rowsOf(operation)
      const ids = new Set(rows.map(({ executionId }) => executionId))
      if (rows.length < 2) return []
      const sent = operation.isRepeated ? 'sent twice with one key' : 'sent once'
      return [
        `duplicate: ${nameOf(operation)} was ${sent} and is there ${rows.length} times: ${[...ids].join(', ')}`,
      ]
    })
    const byStep = Map.groupBy(effects.rows, ({ tenant, executionId, stepIndex }) =>
      [`${tenant}'s ${executionId}`, `step ${stepIndex}`].join(', '),
    )
    const recorded = [...byStep]
      .filter(([, rows]) => rows.length > 1)
      .map(([step, rows]) => `duplicate effect: ${step}, recorded ${rows.length} times`)
    const repeats = operations.filter(({ isRepeated }) => isRepeated).length
    const verdict = conclude(operations.length, [...executions, ...recorded], '')
    return verdict.outcome === 'holds' && repeats > 0
      ? { ...verdict, note: `${repeats} operations were sent twice with one Idempotency-Key` }
      : verdict
  })
}
