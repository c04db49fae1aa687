import {
  startTraffic,
  submitNote,
  type SubmissionRecord,
  type Traffic,
} from '../../chaos/workloads/start-traffic.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import type { Callers } from './open-ground.ts'

const TENANTS = ['acme', 'globex'].map(parseTenantId)

/** Notes of two tenants, balanced and realtime in turn, each with a key of its own. */
export function beginTraffic(callers: Callers, label: string): Traffic {
  return startTraffic({
    ...callers,
    label,
    tenants: TENANTS,
    modes: ['balanced', 'realtime'],
    canaries: new Map(),
    everyMs: 60,
    withKeys: true,
  })
}

/** Sends again, with the same key, what had no certain answer: the first answer that counts is kept. */
export async function repeatUncertain(
  callers: Callers,
  records: readonly SubmissionRecord[],
): Promise<readonly SubmissionRecord[]> {
  return await Promise.all(
    records.map(async (record) => {
      if (record.outcome !== 'perhaps') return record
      const { mode, marker } = record
      const tenant = parseTenantId(record.tenant)
      const again = await submitNote(
        { ...callers, canaries: new Map(), withKeys: true },
        { tenant, mode, marker },
      )
      return again.outcome === 'accepted' ? again : record
    }),
  )
}
