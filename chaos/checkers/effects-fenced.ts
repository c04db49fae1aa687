import { eventsOf } from '../history/history-event.ts'
import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { unread, withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** No worker may have a shorter lease: see EASYFLOW_WORKER_LEASE_MS. */
const LEASE_MIN_MS = 300

/**
 * Invariant: whoever records an effect holds the execution. Nobody does with an attempt that a later one has
 * replaced, and nobody is replaced before the lease is over: so many lost leases take so long.
 */
export function checkEffectsFenced(run: RecordedRun): Verdict {
  const { effects } = run.witnesses
  if (!effects.isRead) return unread('effects', effects.reason)
  const leaseMs = run.scenario.bounds?.leaseMs ?? LEASE_MIN_MS
  // An attack claims with leases of its own.
  const attacked = new Set(eventsOf(run.history, 'asked').map(({ marker }) => marker))
  return withExecutions(run, ({ rows }) => {
    const byId = new Map(rows.map((row) => [`${row.tenant}/${row.executionId}`, row]))
    const found = effects.rows.flatMap((effect) => {
      const row = byId.get(`${effect.tenant}/${effect.executionId}`)
      return row === undefined ? [] : effectsUnfenced(effect, row)
    })
    const early = rows
      .filter(({ marker }) => !attacked.has(marker))
      .flatMap((row) => takenEarly(row, leaseMs))
    return conclude(effects.rows.length, [...found, ...early], 'No effect was recorded')
  })
}

function effectsUnfenced(effect: RowOf<'effects'>, row: RowOf<'executions'>): readonly string[] {
  const name = `${row.tenant}'s ${row.executionId}, step ${effect.stepIndex}`
  if (row.status === 'REJECTED' || row.attempt === 0)
    return [`not fenced: ${name} recorded its effect without an attempt (${row.status})`]
  if (effect.attempt === null) return [`not fenced: ${name} recorded its effect, and no such step is done`]
  if (effect.attempt > row.attempt)
    return [`not fenced: ${name} recorded its effect by attempt ${effect.attempt} of ${row.attempt}`]
  if (row.status === 'COMPLETE' && effect.attempt < row.attempt && effect.isLastStep)
    return [
      `not fenced: ${name} recorded its effect by attempt ${effect.attempt}, which attempt ${row.attempt} had replaced`,
    ]
  return []
}

function takenEarly(row: RowOf<'executions'>, leaseMs: number): readonly string[] {
  const { leasesLost, startedAtEpochMs, endedAtEpochMs } = row
  if (leasesLost === 0 || startedAtEpochMs === null || endedAtEpochMs === null) return []
  const took = Math.round(endedAtEpochMs - startedAtEpochMs)
  if (took >= leasesLost * leaseMs) return []
  return [
    `not fenced: ${row.tenant}'s ${row.executionId} lost ${leasesLost} leases of at least ${leaseMs} ms within ${took} ms`,
  ]
}
