import { eventsOf } from '../history/history-event.ts'
import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'
import { isServed, waitsOf, type Wait } from './waits-of.ts'

/** For scenarios that declare no bound of their own. */
const WAIT_MAX_MS = 5000
/** So many executions of others have to have ended meanwhile: else nobody was served, and nobody starved. */
const OTHERS_MIN = 3
/** So long the others have to wait as well for it to be a pause of all. */
const PAUSE_MIN_MS = 1000

/**
 * Invariant: no tenant with work in hand waits longer than the bound for any of it to be carried out, while that
 * of others is. A pause in which the others wait as well is nobody's starving and does not count. By the database's
 * clock.
 */
export function checkNoTenantStarved(run: RecordedRun): Verdict {
  const { tenants } = run.scenario.workload
  const boundMs = run.scenario.bounds?.waitMaxMs ?? WAIT_MAX_MS
  const begin = Date.parse(eventsOf(run.history, 'run-began')[0]?.time ?? '')
  return withExecutions(run, ({ operations, rows }) => {
    // What an attack has asked for it may have carried out itself: that is not to be served.
    const asked = new Set(operations.map(({ op }) => op))
    const own = rows.filter(
      ({ tenant, marker }) => asked.has(marker) && tenants.some((one) => one === tenant),
    )
    if (new Set(own.map(({ tenant }) => tenant)).size < 2)
      return { outcome: 'unknown', reason: 'Fewer than two tenants had work, so none could be preferred' }
    const last = Math.max(...own.map((row) => row.endedAtEpochMs ?? row.acceptedAtEpochMs))
    const waits = tenants.flatMap((tenant) => {
      const mine = own.filter((row) => row.tenant === tenant)
      const others = own.filter((row) => row.tenant !== tenant)
      const pauses = waitsOf(others, last).filter((pause) => lengthOf(pause) > PAUSE_MIN_MS)
      return waitsOf(mine, last).map((wait) => ({
        ...wait,
        tenant,
        served: servedDuring(others, wait),
        passedOverMs: lengthOf(wait) - pauses.reduce((sum, pause) => sum + overlapOf(wait, pause), 0),
      }))
    })
    const starved = waits
      .filter(({ passedOverMs, served }) => passedOverMs > boundMs && served >= OTHERS_MIN)
      .map(
        ({ tenant, from, until, served }) =>
          `starved: ${tenant} waited ${Math.round(until - from)} ms (from ${Math.round(from - begin)} ms on) for any of its work to end, while ${served} executions of others did`,
      )
    const verdict = conclude(own.length, starved, '')
    if (verdict.outcome !== 'holds') return verdict
    const longest = Math.max(0, ...waits.map(({ from, until }) => until - from))
    return { ...verdict, note: `longest wait of a tenant ${Math.round(longest)} ms, allowed ${boundMs} ms` }
  })
}

function servedDuring(others: readonly RowOf<'executions'>[], { from, until }: Wait): number {
  return others.filter((row) => {
    const at = row.endedAtEpochMs ?? 0
    return isServed(row) && at > from && at <= until
  }).length
}

const lengthOf = ({ from, until }: Wait): number => until - from

function overlapOf(one: Wait, other: Wait): number {
  return Math.max(0, Math.min(one.until, other.until) - Math.max(one.from, other.from))
}
