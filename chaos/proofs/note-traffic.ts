import { checkExecutions, type Submission } from '../checkers/check-executions.ts'
import { readSettledExecutions } from '../probes/read-executions.ts'
import type { ProofContext } from './proof-context.ts'

/** Waits until the traffic's executions have ended, counts them in the database and judges them. */
export async function noteTraffic(context: ProofContext, records: readonly Submission[]): Promise<void> {
  const { access, notes, label, signal } = context
  const rows = await readSettledExecutions(access.admin, access.tenants, label, { withinMs: 15_000, signal })
  notes.checks.push(checkExecutions(records, rows))
  const complete = new Set(rows.filter((row) => row.status === 'COMPLETE').map((row) => row.marker))
  for (const [tenant, own] of Map.groupBy(records, (record) => record.tenant)) {
    notes.traffic.push({
      tenant,
      accepted: own.filter((record) => record.outcome === 'accepted').length,
      complete: own.filter((record) => complete.has(record.marker)).length,
      refused: own.filter((record) => record.outcome === 'refused').length,
    })
  }
}
