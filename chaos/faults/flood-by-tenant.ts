import { z } from 'zod'
import { markerOf } from '../attacks/named-executions.ts'
import type { Environment } from '../environment/environment.ts'
import { readExecutions } from '../probes/read-executions.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import { noteFlood } from '../workloads/note-flood.ts'
import { startFlood } from '../workloads/start-flood.ts'
import type { Fault } from './fault.ts'

export const floodByTenantOptions = z.strictObject({
  tenant: tenantOption,
  /** What its executions are called in this run. */
  name: z.string().regex(/^[a-z]{3,}$/),
  workflow: z.string(),
  perSecond: z.number().positive(),
  /** Requests that wait for an answer at a time. */
  connections: z.int().positive(),
  requestsMax: z.int().positive(),
  /** Holds only once all of them are sent and answered: a backlog. Default: once the first is stored. */
  isBacklog: z.boolean().optional(),
})

/** Lets a tenant send as fast as told to the api that stands in, from a thread of its own. */
export function floodByTenant(
  environment: Environment,
  options: z.infer<typeof floodByTenantOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const { access, stage, history } = environment
  const { tenant, name, isBacklog = false, ...pace } = options
  const label = markerOf(environment, { tenant, name })
  const countStored = async (): Promise<number> =>
    (await readExecutions(access.admin, [tenant], label)).length
  return {
    async inject() {
      const flood = startFlood({
        ...pace,
        apiUrl: stage.apiUrl(),
        token: await access.tokenOf(tenant),
        tenant,
        label,
      })
      stage.addFlood(flood)
      if (isBacklog) await flood.ended
      await waitFor(`${tenant}'s flood to arrive`, signal, async () => (await countStored()) > 0)
      const how = `${pace.perSecond} requests a second over ${pace.connections} connections`
      return isBacklog
        ? `${await countStored()} executions of ${tenant} are stored, and have to be worked off`
        : `${tenant} sends ${how}, and the first are stored`
    },
    // In another process there is nothing to end: the thread ended with its process.
    heal: async () => {
      for (const result of await stage.endFloods()) noteFlood(history, result)
    },
  }
}
