import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { callHttp, readPath } from '../probes/call-http.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

export const assignAddedWorkersOptions = z.strictObject({ tenants: z.array(tenantOption).min(1).readonly() })

/** Lets the workers that were added work for other tenants from now on. They end with what added them. */
export function assignAddedWorkers(
  { stage }: Environment,
  { tenants }: z.infer<typeof assignAddedWorkersOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  return {
    async inject() {
      const workers = stage.addedWorkers()
      if (workers.length === 0) throw new Error('No worker was added, so there is none to assign')
      for (const worker of workers) {
        await worker.assign(tenants)
        await waitFor(`the added worker to look for work of ${tenants.join(', ')}`, signal, async () => {
          const { json } = await callHttp(worker.url, { method: 'GET', path: '/health/ready' })
          const of = (name: string): unknown => readPath(json, `tenants.${name}`)
          return of('assigned') === tenants.length && of('answering') === tenants.length
        })
      }
      return `${workers.length} added workers look for work of ${tenants.join(', ')}`
    },
    heal: () => Promise.resolve(),
  }
}
