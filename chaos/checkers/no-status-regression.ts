import { eventsOf, type EventOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { operationsOf } from './operations-of.ts'
import type { RecordedRun } from './recorded-run.ts'

type Observed = EventOf<'observed'>

const STAGE = {
  QUEUED: 0,
  RUNNING: 1,
  WAITING: 1,
  COMPLETE: 2,
  FAILED: 2,
  REJECTED: 2,
} as const satisfies Record<Observed['status'], number>

/**
 * Invariant: what an owner is told of its execution never goes back. An end stays that end, a started one is not
 * queued again, the attempt does not fall. Only a repeat with the same key brings a rejected one back.
 */
export function checkNoStatusRegression({ history }: RecordedRun): Verdict {
  const observed = eventsOf(history, 'observed')
  const repeated = new Set(
    operationsOf(history).flatMap(({ isRepeated, executionIds }) => (isRepeated ? executionIds : [])),
  )
  const byExecution = Map.groupBy(observed, ({ tenant, executionId }) => `${tenant}'s ${executionId}`)
  const regressions = [...byExecution].flatMap(([name, looks]) =>
    looks.flatMap((later, index) => {
      const earlier = looks[index - 1]
      if (earlier === undefined) return []
      const isBroughtBack = earlier.status === 'REJECTED' && repeated.has(later.executionId)
      return isBroughtBack || !goesBack(earlier, later)
        ? []
        : [`status went back: ${name} was ${tell(earlier)} and then ${tell(later)}`]
    }),
  )
  return conclude(observed.length, regressions, 'No owner has looked at an execution')
}

function goesBack(earlier: Observed, later: Observed): boolean {
  if (later.attempt < earlier.attempt || STAGE[later.status] < STAGE[earlier.status]) return true
  return STAGE[earlier.status] === 2 && later.status !== earlier.status
}

const tell = ({ status, attempt, at }: Observed): string =>
  `${status} (attempt ${attempt}, ${Math.round(at)} ms)`
