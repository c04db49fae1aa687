import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { startWorker, workerKinds } from '../saboteurs/start-worker.ts'
import { tenantOption } from '../tenant-option.ts'
import type { Fault } from './fault.ts'

export const addWorkerOptions = z.strictObject({
  by: z.enum(workerKinds),
  tenants: z.array(tenantOption).readonly(),
  /** Further settings of the worker, by their names. */
  settings: z.record(z.string(), z.string()).optional(),
})

/**
 * Lets one more worker work beside the one there is. It looks for work from the start; its turn at the topics
 * comes when the group has made room for it, which nobody waits for here.
 */
export function addWorker(
  { access, stage }: Environment,
  { by, tenants, settings }: z.infer<typeof addWorkerOptions>,
): Omit<Fault, 'name'> {
  return {
    async inject() {
      const worker = await startWorker(access, { kind: by, tenants, settings, until: 'live' })
      stage.addWorker(worker)
      return `one more worker, process ${worker.pid}, looks for work of ${tenants.join(', ')}`
    },
    // In another process there is nothing to stop: it ended with the one that started it.
    heal: () => stage.clearAddedWorkers(),
  }
}
