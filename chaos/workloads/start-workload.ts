import { setTimeout as delay } from 'node:timers/promises'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import type { Workload } from '../scenario/scenario.ts'
import { planOperations, type PlannedOperation } from './plan-operations.ts'
import { submitOperation } from './submit-operation.ts'
import { watchExecutions } from './watch-executions.ts'

export interface RunningWorkload {
  /** How many operations of a tenant that were sent since a moment of `performance.now()` have been accepted. */
  readonly acceptedOf: (tenant: TenantId, since: number) => number
  /** Ends it and resolves when everything that was sent has been answered or has timed out. */
  readonly stop: () => Promise<void>
  /** Lets the owners look once more at the executions that they have watched. */
  readonly lookAgain: () => Promise<void>
}

/** Lets tenants work as declared, and writes down every operation before it is sent and when it is answered. */
export function startWorkload(environment: Environment, workload: Workload): RunningWorkload {
  const ended = new AbortController()
  /** When each that was accepted had been sent. */
  const accepted = new Map<TenantId, number[]>(workload.tenants.map((tenant) => [tenant, []]))
  const underWay = new Set<Promise<void>>()
  const { access, stage, history } = environment
  const apiUrl = (): string => (workload.through === 'stage' ? stage.apiUrl() : access.addresses.apiUrl)
  const watch = watchExecutions({ apiUrl, tokenOf: access.tokenOf, history, signal: ended.signal })
  const send = async (tenant: TenantId, planned: PlannedOperation): Promise<void> => {
    const op = `${environment.label}-${tenant}-${planned.index}`
    const sentAt = performance.now()
    const { mode, isRepeated, isWatched } = planned
    const record = await submitOperation(environment, { apiUrl: apiUrl(), tenant, mode, op, isRepeated })
    if (record?.outcome === 'accepted') accepted.get(tenant)?.push(sentAt)
    if (isWatched && record?.executionId !== undefined) watch.watch(tenant, record.executionId)
  }
  const pace = async (tenant: TenantId): Promise<void> => {
    for (const planned of planOperations({ seed: environment.seed, tenant, ...workload })) {
      if (ended.signal.aborted) return
      const sent = send(tenant, planned)
      underWay.add(sent)
      void sent.finally(() => underWay.delete(sent))
      await delay(planned.pauseMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const paces = workload.tenants.map(pace)
  return {
    acceptedOf: (tenant, since) => accepted.get(tenant)?.filter((sentAt) => sentAt >= since).length ?? 0,
    async stop() {
      ended.abort()
      await Promise.all(paces)
      await Promise.all(underWay)
      await watch.stopped()
    },
    lookAgain: watch.lookAgain,
  }
}
