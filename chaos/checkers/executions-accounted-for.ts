import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { checkExecutions, type Submission } from './check-executions.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariants over accepted and refused work, see `checkExecutions`. */
export function checkExecutionsOfRun({ history, witnesses }: RecordedRun): Verdict {
  const { executions } = witnesses
  if (!executions.isRead)
    return { outcome: 'unknown', reason: `The executions could not be read: ${executions.reason}` }
  return checkExecutions(submissionsOf(history), executions.rows)
}

/** What the callers saw; an operation that was sent and never answered is perhaps done. */
export function submissionsOf(history: RecordedRun['history']): readonly Submission[] {
  const answers = new Map(eventsOf(history, 'answered').map((event) => [event.op, event]))
  return eventsOf(history, 'invoked').map(({ op, tenant }) => {
    const answer = answers.get(op)
    return {
      tenant,
      marker: op,
      outcome: answer?.outcome ?? 'perhaps',
      executionId: answer?.executionId ?? undefined,
    }
  })
}
