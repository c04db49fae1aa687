import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Every fault that was intended left evidence, and was healed. Otherwise nothing was put to the test: unknown. */
export function checkFaultsTookHold({ history }: RecordedRun): Verdict {
  const intended = eventsOf(history, 'fault-intended')
  if (intended.length === 0) return { outcome: 'unknown', reason: 'No fault was injected' }
  for (const { id, fault } of intended) {
    const evidence = eventsOf(history, 'fault-injected').find((event) => event.id === id)?.evidence
    if (evidence === undefined || evidence === '')
      return { outcome: 'unknown', reason: `${fault} left no evidence that it took hold` }
    if (!eventsOf(history, 'fault-healed').some((event) => event.id === id))
      return { outcome: 'unknown', reason: `${fault} was not healed` }
  }
  return { outcome: 'holds', examined: intended.length }
}
