import { eventsOf } from '../history/history-event.ts'
import { nameFault } from '../watch/name-fault.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: whoever watches named every fault it has to, in time, nothing else, and took all of it back. */
export function checkFaultsNamed({ scenario, history }: RecordedRun): Verdict {
  const expected = scenario.acts.flatMap(({ named = [] }) => named)
  const events = eventsOf(history, 'named')
  const [first] = expected.filter(
    (one) => !events.some(({ watcher, fault }) => watcher === one.by && fault === nameFault(one)),
  )
  if (first !== undefined)
    return { outcome: 'unknown', reason: `Nobody looked whether ${nameFault(first)} was named` }
  const wrong = events.filter(({ asExpected, doubt }) => !asExpected && doubt === undefined)
  const doubted = events.find(({ asExpected, doubt }) => !asExpected && doubt !== undefined)
  if (wrong.length === 0 && doubted !== undefined)
    return {
      outcome: 'unknown',
      reason: `${doubted.fault} was named after ${String(doubted.afterMs)} ms: ${String(doubted.doubt)}`,
    }
  return conclude(
    expected.length === 0 ? 0 : events.length,
    wrong.map(({ watcher, fault, named, afterMs }) =>
      afterMs === null
        ? `not named: the ${watcher} was to name ${fault}: ${named}`
        : `named late: ${fault}, after ${afterMs} ms: ${named}`,
    ),
    'Nothing was to be named',
  )
}
