import type { Verdict } from '../verdict.ts'
import { checkExecutions, type Submission } from './check-executions.ts'
import { operationsOf } from './operations-of.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariants over accepted and refused work, see `checkExecutions`. */
export function checkExecutionsOfRun({ history, witnesses }: RecordedRun): Verdict {
  const { executions } = witnesses
  if (!executions.isRead)
    return { outcome: 'unknown', reason: `The executions could not be read: ${executions.reason}` }
  return checkExecutions(submissionsOf(history), executions.rows)
}

/** What the callers saw, all answers to one operation together; one that was never answered is perhaps done. */
export function submissionsOf(history: RecordedRun['history']): readonly Submission[] {
  return operationsOf(history).map(({ op, tenant, outcome, executionIds }) => ({
    tenant,
    marker: op,
    outcome,
    executionId: executionIds[0],
  }))
}
