import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { unread } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/**
 * Invariant: once all is whole again, every tenant's group has read its topic to the end. Deliveries are counted;
 * repeated ones are allowed, since a message is only a hint.
 */
export function checkDeliveriesSettled({ witnesses: { messages, offsets } }: RecordedRun): Verdict {
  if (!messages.isRead) return unread('messages', messages.reason)
  if (!offsets.isRead) return unread('offsets', offsets.reason)
  const unsettled = offsets.rows.flatMap(({ tenant, committed, end }) => {
    const read = Math.max(committed, 0)
    if (read === end) return []
    const what =
      read < end ? `has read to offset ${read} of ${end}` : `committed ${read}, beyond the end ${end}`
    return [`not settled: the group of ${tenant} ${what}`]
  })
  const verdict = conclude(messages.rows.length, unsettled, 'There is not one message of this run')
  if (verdict.outcome !== 'holds') return verdict
  const named = messages.rows.flatMap(({ executionId }) => (executionId === null ? [] : [executionId]))
  const executions = new Set(named).size
  const others = messages.rows.length - named.length
  const repeated = named.length - executions
  const note = `${messages.rows.length} messages for ${executions} executions, ${repeated} of them repeated, ${others} that name none`
  return { ...verdict, note }
}
