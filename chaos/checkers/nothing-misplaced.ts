import { eventsOf } from '../history/history-event.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import type { Operation } from './operations-of.ts'
import { unread, withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

interface Placed {
  readonly tenant: string
  readonly labelled: string
  readonly canaryOf: string | null
  readonly marker: string | null
}

/**
 * Invariant: nothing of one tenant lies with another: no row or effect in a foreign schema, under a foreign
 * label, or with a foreign canary in it, and no message on a foreign topic but those that an attack put there.
 */
export function checkNothingMisplaced(run: RecordedRun): Verdict {
  const { effects, messages } = run.witnesses
  if (!effects.isRead) return unread('effects', effects.reason)
  if (!messages.isRead) return unread('messages', messages.reason)
  return withExecutions(run, ({ operations, rows }) => {
    const owners = new Map(operations.map((operation: Operation) => [operation.op, operation.tenant]))
    const placedWrong = [
      ...rows.flatMap((row) => misplacements(`${row.tenant}'s row ${row.executionId}`, row, owners)),
      ...effects.rows.flatMap((row) =>
        misplacements(`${row.tenant}'s effect of ${row.executionId}, step ${row.stepIndex}`, row, owners),
      ),
    ]
    const homes = Map.groupBy(rows, ({ executionId }) => executionId)
    const planted = new Set(
      eventsOf(run.history, 'planted').map(({ tenant, executionId }) => `${tenant}/${executionId}`),
    )
    const sentWrong = messages.rows.flatMap(({ tenant, partition, offset, executionId }) => {
      const home = executionId === null ? undefined : homes.get(executionId)
      if (home === undefined || home.some((row) => row.tenant === tenant)) return []
      if (planted.has(`${tenant}/${executionId ?? ''}`)) return []
      const whose = home.map((row) => row.tenant).join(', ')
      return [
        `misplaced: the message at offset ${offset} of ${tenant}'s topic, partition ${partition}, names ${whose}'s ${executionId ?? ''}`,
      ]
    })
    const examined = rows.length + effects.rows.length + messages.rows.length
    return conclude(examined, [...placedWrong, ...sentWrong], '')
  })
}

function misplacements(
  name: string,
  { tenant, labelled, canaryOf, marker }: Placed,
  owners: ReadonlyMap<string, string>,
): readonly string[] {
  const found: string[] = []
  const owner = marker === null ? undefined : owners.get(marker)
  if (owner !== undefined && owner !== tenant) found.push(`was asked for by ${owner} (${marker ?? ''})`)
  if (labelled !== tenant) found.push(`is labelled ${labelled}`)
  if (canaryOf !== null && canaryOf !== tenant) found.push(`carries the canary of ${canaryOf}`)
  return found.map((what) => `misplaced: ${name} ${what}`)
}
