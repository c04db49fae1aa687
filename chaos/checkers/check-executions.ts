import type { Verdict, Witness } from '../verdict.ts'

/** What the client saw of one submission. */
export interface Submission {
  readonly tenant: string
  /** `undefined` when the answer carried none. */
  readonly executionId: string | undefined
  /** perhaps: no answer, or one with `effect: unknown`. */
  readonly outcome: 'accepted' | 'refused' | 'perhaps'
  /** A string that only this submission carries in its input. */
  readonly marker: string
}

/** What the database holds of one execution, read by a superuser afterwards. */
export interface ExecutionRow {
  /** The schema it was found in. */
  readonly tenant: string
  readonly executionId: string
  readonly marker: string
  readonly status: string
  readonly effects: number
}

/**
 * Invariants over accepted and refused work: every accepted execution is complete in its own tenant with
 * exactly one effect, nothing refused left an effect or is still going to run, nothing is in another tenant.
 */
export function checkExecutions(submissions: readonly Submission[], rows: readonly ExecutionRow[]): Verdict {
  if (!submissions.some((submission) => submission.outcome === 'accepted')) {
    return { outcome: 'unknown', reason: 'No submission was accepted, so nothing was put to the test' }
  }
  const byMarker = Map.groupBy(rows, (row) => row.marker)
  const witnesses = submissions.flatMap((submission) =>
    faultsOf(submission, byMarker.get(submission.marker) ?? []),
  )
  const [first, ...others] = witnesses
  if (first === undefined) return { outcome: 'holds', examined: submissions.length }
  return { outcome: 'violated', examined: submissions.length, witnesses: [first, ...others] }
}

function faultsOf(submission: Submission, rows: readonly ExecutionRow[]): readonly Witness[] {
  const who = `${submission.tenant}'s ${submission.executionId ?? submission.marker}`
  const found: string[] = []
  if (submission.outcome === 'accepted' && rows.length === 0)
    found.push(`lost: ${who} was accepted and is not there`)
  if (rows.length > 1) found.push(`duplicate: ${who} is there ${rows.length} times`)
  for (const row of rows) {
    if (row.tenant !== submission.tenant) found.push(`misplaced: ${who} lies with ${row.tenant}`)
    if (row.effects > 1) found.push(`duplicate effect: ${who} had ${row.effects}`)
    if (submission.outcome === 'accepted' && row.status !== 'COMPLETE')
      found.push(`stuck: ${who} is ${row.status}`)
    if (submission.outcome === 'accepted' && row.status === 'COMPLETE' && row.effects !== 1) {
      found.push(`lost effect: ${who} is COMPLETE with ${row.effects} effects`)
    }
    if (submission.outcome === 'refused' && (row.status !== 'REJECTED' || row.effects > 0)) {
      found.push(`executed but refused: ${who} was refused and is ${row.status} with ${row.effects} effects`)
    }
    if (submission.outcome === 'perhaps' && !['COMPLETE', 'REJECTED'].includes(row.status)) {
      found.push(`stuck: ${who} had no answer and is ${row.status}`)
    }
  }
  return found.map((explanation) => ({ explanation }))
}
