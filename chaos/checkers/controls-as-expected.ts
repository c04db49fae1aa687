import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import type { RecordedRun } from './recorded-run.ts'

/** A control that did not come out as expected makes the whole run worthless, not wrong: unknown. */
export function checkControls({ history }: RecordedRun): Verdict {
  const met = new Map(eventsOf(history, 'attack-met').map((event) => [event.id, event]))
  const controls = eventsOf(history, 'attack-sent').filter(({ purpose }) => purpose !== 'attack')
  for (const purpose of ['positive control', 'negative control'] as const) {
    if (!controls.some((control) => control.purpose === purpose))
      return { outcome: 'unknown', reason: `There was no ${purpose}` }
  }
  const failed = controls.find(({ id }) => met.get(id)?.asExpected !== true)
  if (failed === undefined) return { outcome: 'holds', examined: controls.length }
  const answer = met.get(failed.id)
  return {
    outcome: 'unknown',
    reason: `The ${failed.purpose} failed: ${failed.title}: ${answer?.answer ?? 'no answer'}, not ${failed.expected}`,
  }
}
