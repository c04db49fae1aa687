import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: no realtime execution begins after the moment until which its caller was told it would. */
export function checkStartedInTime(run: RecordedRun): Verdict {
  return withExecutions(run, ({ rows }) => {
    const started = rows.filter(
      ({ mode, startedAtEpochMs }) => mode === 'realtime' && startedAtEpochMs !== null,
    )
    const late = started.flatMap(({ tenant, executionId, startedAtEpochMs, startByEpochMs }) => {
      const lateMs = (startedAtEpochMs ?? 0) - (startByEpochMs ?? 0)
      return lateMs <= 0 ? [] : [`started late: ${tenant}'s ${executionId}, by ${Math.ceil(lateMs)} ms`]
    })
    return conclude(started.length, late, 'No realtime execution was started')
  })
}
