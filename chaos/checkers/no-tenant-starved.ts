import { eventsOf } from '../history/history-event.ts'
import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { withExecutions } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** For scenarios that declare no bound of their own. */
const WAIT_MAX_MS = 5000
/** So many executions of others have to have ended meanwhile: else nobody was served, and nobody starved. */
const OTHERS_MIN = 3

interface Wait {
  readonly from: number
  readonly until: number
}

/**
 * Invariant: no tenant with work in hand waits longer than the bound for any of it to end, while that of others
 * does. By the database's clock.
 */
export function checkNoTenantStarved(run: RecordedRun): Verdict {
  const { tenants } = run.scenario.workload
  const boundMs = run.scenario.bounds?.waitMaxMs ?? WAIT_MAX_MS
  const begin = Date.parse(eventsOf(run.history, 'run-began')[0]?.time ?? '')
  return withExecutions(run, ({ rows }) => {
    const own = rows.filter(({ tenant }) => tenants.some((one) => one === tenant))
    const served = new Set(
      own.filter(({ endedAtEpochMs }) => endedAtEpochMs !== null).map(({ tenant }) => tenant),
    )
    if (served.size < 2 && new Set(own.map(({ tenant }) => tenant)).size < 2)
      return { outcome: 'unknown', reason: 'Fewer than two tenants had work, so none could be preferred' }
    const last = Math.max(
      ...own.map(({ acceptedAtEpochMs, endedAtEpochMs }) => endedAtEpochMs ?? acceptedAtEpochMs),
    )
    const starved = tenants.flatMap((tenant) => {
      const mine = own.filter((row) => row.tenant === tenant)
      const others = own.filter((row) => row.tenant !== tenant)
      return waitsOf(mine, last).flatMap((wait) => tell(tenant, { wait, others, boundMs, begin }))
    })
    const longest = Math.max(
      0,
      ...tenants.flatMap((tenant) =>
        waitsOf(
          own.filter((row) => row.tenant === tenant),
          last,
        ).map(({ from, until }) => until - from),
      ),
    )
    const verdict = conclude(own.length, starved, '')
    if (verdict.outcome !== 'holds') return verdict
    return { ...verdict, note: `longest wait of a tenant ${Math.round(longest)} ms, allowed ${boundMs} ms` }
  })
}

function tell(
  tenant: string,
  seen: {
    readonly wait: Wait
    readonly others: readonly RowOf<'executions'>[]
    readonly boundMs: number
    readonly begin: number
  },
): readonly string[] {
  const { from, until } = seen.wait
  const ended = seen.others.filter(
    ({ endedAtEpochMs }) => endedAtEpochMs !== null && endedAtEpochMs > from && endedAtEpochMs <= until,
  )
  if (until - from <= seen.boundMs || ended.length < OTHERS_MIN) return []
  const since = Math.round(from - seen.begin)
  return [
    `starved: ${tenant} waited ${Math.round(until - from)} ms (from ${since} ms on) for any of its work to end, while ${ended.length} executions of others did`,
  ]
}

/** Times in which something was open and nothing ended. What is open at the very end waits until `last`. */
function waitsOf(rows: readonly RowOf<'executions'>[], last: number): readonly Wait[] {
  const moments = rows
    .flatMap(({ acceptedAtEpochMs, endedAtEpochMs }) => [
      { at: acceptedAtEpochMs, opens: 1 },
      ...(endedAtEpochMs === null ? [] : [{ at: endedAtEpochMs, opens: -1 }]),
    ])
    // What begins and ends at once begins first.
    .toSorted((one, other) => one.at - other.at || other.opens - one.opens)
  const waits: Wait[] = []
  let open = 0
  let since: number | undefined
  for (const { at, opens } of moments) {
    if (opens === -1 && since !== undefined) waits.push({ from: since, until: at })
    open += opens
    if (opens === -1 || since === undefined) since = open > 0 ? at : undefined
  }
  return since === undefined || since >= last ? waits : [...waits, { from: since, until: last }]
}
