import { randomUUID } from 'node:crypto'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { callHttp, readPath } from '../probes/call-http.ts'
import { waitFor } from '../wait-for.ts'
import { submitNote } from '../workloads/start-traffic.ts'

/** A broken system is not waited for longer than this. */
const WITHIN_MS = 10_000

/** How long a realtime execution of each tenant takes from the request to COMPLETE; of the slowest. */
export const realtimeExecution = {
  name: 'realtime-execution-ms',
  async read(
    { access }: Environment,
    signal: AbortSignal,
  ): Promise<{ value: number; unit: 'ms'; detail: string }> {
    const times = await Promise.all(
      access.tenants.map(async (tenant) => ({ tenant, ms: await timeOne({ access }, tenant, signal) })),
    )
    const slowest = times.reduce((worst, one) => (one.ms > worst.ms ? one : worst), { tenant: '', ms: 0 })
    return {
      value: Math.round(slowest.ms),
      unit: 'ms',
      detail: `${times.length} tenants, ${slowest.tenant} the slowest`,
    }
  },
} as const

async function timeOne(
  { access }: Pick<Environment, 'access'>,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<number> {
  const startedAt = performance.now()
  const { apiUrl } = access.addresses
  const marker = `steady-${tenant}-${randomUUID()}`
  let executionId: string | undefined
  // A refusal of a moment ago (the broker has just come back) is no steady state yet, but may become one.
  await waitFor(
    `a realtime execution of ${tenant} to be accepted`,
    signal,
    async () => {
      const record = await submitNote(
        { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries },
        { tenant, mode: 'realtime', marker },
      )
      executionId = record.executionId
      return record.outcome === 'accepted'
    },
    WITHIN_MS,
  )
  const token = await access.tokenOf(tenant)
  await waitFor(
    `a realtime execution of ${tenant} to be COMPLETE`,
    signal,
    async () => {
      const path = `/executions/${executionId ?? ''}`
      const { json } = await callHttp(apiUrl, { method: 'GET', path, token })
      return readPath(json, 'status') === 'COMPLETE'
    },
    WITHIN_MS,
  )
  return performance.now() - startedAt
}
