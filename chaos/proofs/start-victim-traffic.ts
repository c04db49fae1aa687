import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { startTraffic, type Traffic } from '../workloads/start-traffic.ts'
import type { ProofContext } from './proof-context.ts'

const GLOBEX = parseTenantId('globex')

/** Lets globex go on working through the genuine api, without hurry, while somebody is after what is its own. */
export function startVictimTraffic({ access, label }: ProofContext): Traffic {
  return startTraffic({
    apiUrl: access.addresses.apiUrl,
    tokenOf: access.tokenOf,
    canaries: access.canaries,
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    label,
  })
}
