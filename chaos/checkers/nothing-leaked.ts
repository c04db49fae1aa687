import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { checkDisclosure } from './check-disclosure.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: no tenant sees another tenant's canary, in no body, header or error. */
export function checkNothingLeaked({ history, witnesses }: RecordedRun): Verdict {
  const sightings = eventsOf(history, 'seen')
    .filter(({ isControl }) => !isControl)
    .map(({ by, where, text }) => ({ seenBy: by, where, text }))
  return checkDisclosure(sightings, new Map(Object.entries(witnesses.canaries)))
}
