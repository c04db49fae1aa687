import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

export const killWorkerOptions = z.strictObject({
  /** Of whom it must have executions in hand at that moment, and how many at least: with fewer it did not take hold. */
  while: z.strictObject({ tenant: tenantOption, runningMin: z.int().positive() }),
})

/** Kills the worker that works now at once, as a crash would. Healing starts the system's own again, if that was it. */
export function killWorker(
  { access, stage }: Environment,
  { while: { tenant, runningMin } }: z.infer<typeof killWorkerOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const { system, admin } = access
  return {
    async inject() {
      const standing = stage.worker()
      const pid = standing?.pid ?? system.status().parts.worker.pid
      if (standing === undefined) await system.kill('worker')
      else {
        process.kill(standing.pid, 'SIGKILL')
        await waitFor('the worker to be gone', signal, () => Promise.resolve(standing.hasEnded()))
      }
      const [row] = await admin.rows(
        `select count(*)::int as running from ${dataSchemaOf(tenant)}.workflow_executions
         where status = 'RUNNING'`,
      )
      const running = Number(row?.['running'])
      if (running < runningMin) throw new Error(`${running} of ${tenant}'s executions ran, not ${runningMin}`)
      return `the worker's process ${String(pid)} is gone, and ${running} executions of ${tenant} are RUNNING with nobody running them`
    },
    heal: async () => {
      if (stage.worker() === undefined && system.status().parts.worker.state === 'stopped')
        await system.restart('worker')
    },
  }
}
