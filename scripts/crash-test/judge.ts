import { setTimeout as pause } from 'node:timers/promises'
import { checkExecutions } from '../../chaos/checkers/check-executions.ts'
import { readSettledExecutions, type WitnessedExecution } from '../../chaos/probes/read-executions.ts'
import { openSqlSession } from '../../chaos/probes/sql-session.ts'
import type { SubmissionRecord } from '../../chaos/workloads/start-traffic.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { findOrphans } from './find-processes.ts'
import { openCallers, type Ground } from './open-ground.ts'

/** A lease of a worker that died lasts ten seconds; then another attempt is made, on a busy machine. */
const SETTLES_WITHIN_MS = 60_000
/** Whoever has just been told to end may still be seen for a moment. */
const GONE_WITHIN_MS = 2000

/** What belongs to the instance and not to its supervisor, in words. None is as it should be. */
export async function judgeProcesses(ground: Ground, supervisorPid?: number): Promise<readonly string[]> {
  const giveUpAt = Date.now() + GONE_WITHIN_MS
  for (;;) {
    const orphans = findOrphans(ground.directory, supervisorPid)
    if (orphans.length === 0 || Date.now() > giveUpAt) {
      return orphans.map(({ pid, args }) => `orphan ${String(pid)}: ${args.join(' ').slice(0, 120)}`)
    }
    await pause(50)
  }
}

export interface ExecutionsJudged {
  readonly faults: readonly string[]
  readonly examined: number
  /** Realtime, accepted, and not begun in time: see `findOverdue`. */
  readonly overdue: number
}

/**
 * What of everything ever answered is not in the database as it was answered, in words, read by a superuser
 * once all has settled.
 */
export async function judgeExecutions(
  ground: Ground,
  ledger: readonly SubmissionRecord[],
  label: string,
): Promise<ExecutionsJudged> {
  const admin = await openSqlSession((await openCallers(ground)).adminDatabaseUrl)
  try {
    const tenants = [...new Set(ledger.map(({ tenant }) => tenant))] as TenantId[]
    const signal = AbortSignal.timeout(SETTLES_WITHIN_MS + 30_000)
    const rows = await readSettledExecutions(admin, tenants, label, { withinMs: SETTLES_WITHIN_MS, signal })
    const overdue = new Set(findOverdue(ledger, rows))
    const judged = ledger.map((record) =>
      overdue.has(record) ? { ...record, outcome: 'refused' as const } : record,
    )
    const verdict = checkExecutions(judged, rows)
    if (verdict.outcome === 'unknown') return { faults: [verdict.reason], examined: 0, overdue: 0 }
    const faults = verdict.outcome === 'holds' ? [] : verdict.witnesses.map(({ explanation }) => explanation)
    return { faults, examined: verdict.examined, overdue: overdue.size }
  } finally {
    await admin.close()
  }
}

/**
 * Realtime work is accepted to begin by a certain time or not at all: what no worker could begin in time is
 * there, refused, and was never tried. It is judged as refused work then, which must have no effect.
 */
function findOverdue(
  ledger: readonly SubmissionRecord[],
  rows: readonly WitnessedExecution[],
): readonly SubmissionRecord[] {
  const isNeverTried = new Set(
    rows.filter(({ status, attempt }) => status === 'REJECTED' && attempt === 0).map(({ marker }) => marker),
  )
  return ledger.filter(
    ({ outcome, mode, marker }) => outcome === 'accepted' && mode === 'realtime' && isNeverTried.has(marker),
  )
}
