import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { nameOf } from './operations-of.ts'
import { ENDED, withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: whatever was accepted, or perhaps was, has come to an end once all is whole again. */
export function checkNothingStuck(run: RecordedRun): Verdict {
  return withExecutions(run, ({ operations, rowsOf }) => {
    const open = operations.filter(({ outcome }) => outcome !== 'refused')
    const stuck = open.flatMap((operation) =>
      rowsOf(operation)
        .filter(({ status }) => !ENDED.has(status))
        .map(({ status, tenant, attempt }) => {
          const answer = operation.outcome === 'accepted' ? 'was accepted' : 'had no answer'
          return `stuck: ${nameOf(operation)} ${answer} and is ${status} in ${tenant}, attempt ${attempt}`
        }),
    )
    return conclude(open.length, stuck, 'Nothing was accepted')
  })
}
