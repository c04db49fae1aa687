import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { startWorker, workerKinds } from '../saboteurs/start-worker.ts'
import { settleAll } from '../settle-all.ts'
import { tenantOption } from '../tenant-option.ts'
import type { Fault } from './fault.ts'
import { proxiedServer, settingsThrough } from './proxy/open-proxy-to.ts'

export const replaceWorkerOptions = z.strictObject({
  by: z.enum(workerKinds),
  /** Whom it works for, and nobody else does meanwhile. */
  tenants: z.array(tenantOption).readonly(),
  /** Which servers it reaches through the run's proxies. Default none. */
  through: z.array(proxiedServer).readonly().optional(),
  /** Further settings of the worker, by their names. */
  settings: z.record(z.string(), z.string()).optional(),
})

/**
 * Puts another worker in the place of whichever works now. Healing gives the place back to the system's own,
 * whoever had it in between.
 */
export function replaceWorker(
  environment: Environment,
  { by, tenants, settings, through = [] }: z.infer<typeof replaceWorkerOptions>,
): Omit<Fault, 'name'> {
  const { access, stage } = environment
  const { system } = access
  const isStopped = (): boolean => system.status().parts.worker.state === 'stopped'
  return {
    async inject() {
      // Leaving a group takes the one moments, loading takes the other longer: both at once.
      const all = { ...(await settingsThrough(environment, 'worker', through)), ...settings }
      const starting = startWorker(access, { kind: by, tenants, settings: all })
      const leaving = isStopped() ? stage.clearWorker() : system.kill('worker', 'SIGTERM')
      try {
        const [worker] = await settleAll([starting, leaving])
        stage.putWorker(worker)
        return `${by}, process ${worker.pid}, is ready and works for ${tenants.join(', ')}; the system's own worker is ${system.status().parts.worker.state}`
      } catch (error) {
        await starting.then((worker) => worker.stop()).catch(() => undefined)
        throw error
      }
    },
    // In another process there is nothing to stop: it ended with the one that started it.
    heal: async () => {
      const back = isStopped() ? system.restart('worker') : Promise.resolve()
      await settleAll([stage.clearWorker(), back])
    },
  }
}
