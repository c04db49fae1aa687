import { setTimeout as delay } from 'node:timers/promises'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import type { Workload } from '../scenario/scenario.ts'
import { planOperations } from './plan-operations.ts'
import { submitOperation } from './submit-operation.ts'

export interface RunningWorkload {
  /** How many operations of a tenant have been accepted so far. */
  readonly acceptedOf: (tenant: TenantId) => number
  /** Ends it and resolves when everything that was sent has been answered or has timed out. */
  readonly stop: () => Promise<void>
}

/** Lets tenants work as declared, and writes down every operation before it is sent and when it is answered. */
export function startWorkload(environment: Environment, workload: Workload): RunningWorkload {
  const ended = new AbortController()
  const accepted = new Map<TenantId, number>()
  const underWay = new Set<Promise<void>>()
  const send = async (tenant: TenantId, op: string, mode: Workload['modes'][number]): Promise<void> => {
    const { access, stage } = environment
    const apiUrl = workload.through === 'stage' ? stage.apiUrl() : access.addresses.apiUrl
    const record = await submitOperation(environment, { apiUrl, tenant, mode, op })
    if (record?.outcome === 'accepted') accepted.set(tenant, (accepted.get(tenant) ?? 0) + 1)
  }
  const pace = async (tenant: TenantId): Promise<void> => {
    const plan = planOperations({ seed: environment.seed, tenant, ...workload })
    for (const { index, mode, pauseMs } of plan) {
      if (ended.signal.aborted) return
      const sent = send(tenant, `${environment.label}-${tenant}-${index}`, mode)
      underWay.add(sent)
      void sent.finally(() => underWay.delete(sent))
      await delay(pauseMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const paces = workload.tenants.map(pace)
  return {
    acceptedOf: (tenant) => accepted.get(tenant) ?? 0,
    async stop() {
      ended.abort()
      await Promise.all(paces)
      await Promise.all(underWay)
    },
  }
}
