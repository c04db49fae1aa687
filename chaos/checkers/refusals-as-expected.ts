import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: every attack was refused, by the layer and with the answer that the scenario names. */
export function checkRefusals({ history }: RecordedRun): Verdict {
  const met = new Map(eventsOf(history, 'attack-met').map((event) => [event.id, event]))
  const attacks = eventsOf(history, 'attack-sent').filter(({ purpose }) => purpose === 'attack')
  const unanswered = attacks.find(({ id }) => !met.has(id))
  if (unanswered !== undefined)
    return { outcome: 'unknown', reason: `What this met is not known: ${unanswered.title}` }
  const wrong = attacks.flatMap(({ id, title, expected }) => {
    const answer = met.get(id)
    if (answer === undefined || answer.asExpected) return []
    return [
      `not refused as expected: ${title}: ${answer.answer} (refused by ${answer.refusedBy}), not ${expected}`,
    ]
  })
  return conclude(attacks.length, wrong, 'Nothing was attacked')
}
