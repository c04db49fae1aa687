import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant (recovered): what held before the faults holds again after they were healed. */
export function checkSteadyState({ history }: RecordedRun): Verdict {
  const readings = eventsOf(history, 'steady-state')
  const before = readings.filter(({ moment }) => moment === 'before')
  const after = readings.filter(({ moment }) => moment === 'after')
  const broken = before.find(({ isMet }) => !isMet)
  if (broken !== undefined)
    return { outcome: 'unknown', reason: `It was not whole before: ${broken.probe}: ${broken.detail}` }
  if (before.length === 0 || after.length < before.length)
    return { outcome: 'unknown', reason: 'The steady state was not looked at before and after' }
  return conclude(
    after.length,
    after.flatMap(({ isMet, probe, detail }) => (isMet ? [] : [`not recovered: ${probe}: ${detail}`])),
    '',
  )
}
