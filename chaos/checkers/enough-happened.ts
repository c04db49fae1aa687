import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Whether enough operations of each tenant were accepted before, during and after the acts. Fewer prove nothing. */
export function checkEnoughHappened({ scenario, history }: RecordedRun): Verdict {
  const { tenants, acceptedMin } = scenario.workload
  const from = eventsOf(history, 'act-began')[0]?.at
  const until = eventsOf(history, 'act-ended').at(-1)?.at
  if (from === undefined || until === undefined)
    return { outcome: 'unknown', reason: 'No act was carried out to its end' }
  const owners = new Map(eventsOf(history, 'invoked').map(({ op, tenant }) => [op, tenant]))
  const accepted = eventsOf(history, 'answered').filter(({ outcome }) => outcome === 'accepted')
  for (const tenant of tenants) {
    const own = accepted.filter(({ op }) => owners.get(op) === tenant)
    const counts = {
      before: own.filter(({ at }) => at < from).length,
      during: own.filter(({ at }) => at >= from && at <= until).length,
      after: own.filter(({ at }) => at > until).length,
    }
    for (const moment of ['before', 'during', 'after'] as const) {
      if (counts[moment] < acceptedMin[moment]) {
        const reason = `Too little happened: ${counts[moment]} operations of ${tenant} accepted ${moment} the fault, not ${acceptedMin[moment]}`
        return { outcome: 'unknown', reason }
      }
    }
  }
  return { outcome: 'holds', examined: accepted.length }
}
