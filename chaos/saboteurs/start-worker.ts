import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import { compileCacheOf } from '../access/state-root-of.ts'
import { startNodeProcess, type StartedProcess } from './start-node-process.ts'

const mains = {
  genuine: 'system/worker/main.ts',
  'worker-trusts-message': 'chaos/saboteurs/worker-trusts-message/main.ts',
  'worker-takes-tenant-from-message': 'chaos/saboteurs/worker-takes-tenant-from-message/main.ts',
  'worker-never-sweeps': 'chaos/saboteurs/worker-never-sweeps/main.ts',
  'worker-shares-one-queue': 'chaos/saboteurs/worker-shares-one-queue/main.ts',
  'worker-without-cap': 'chaos/saboteurs/worker-without-cap/main.ts',
} as const

/** Starts a worker, genuine or broken, that is assigned `tenants` and no others. */
export async function startWorker(
  access: SystemAccess,
  options: { readonly kind: keyof typeof mains; readonly tenants: readonly TenantId[] },
): Promise<StartedProcess> {
  const { addresses } = access
  const { clientId, clientSecret } = access.system.credentials().issuer.worker
  const directory = await mkdtemp(join(tmpdir(), 'easyflow-worker-'))
  const tenantsFile = join(directory, 'tenants.json')
  await writeFile(tenantsFile, JSON.stringify(options.tenants))
  const forget = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    const worker = await startNodeProcess(mains[options.kind], 'EASYFLOW_WORKER_HEALTH_PORT', {
      ...compileCacheOf(access.system.status()),
      EASYFLOW_DATABASE_URL: addresses.workerDatabaseUrl,
      EASYFLOW_KAFKA_BROKERS: addresses.clientBroker,
      EASYFLOW_ISSUER_URL: addresses.issuerUrl,
      EASYFLOW_WORKER_CLIENT_ID: clientId,
      EASYFLOW_WORKER_CLIENT_SECRET: clientSecret,
      EASYFLOW_WORKER_TENANTS_FILE: tenantsFile,
      EASYFLOW_SABOTEUR_TENANTS: access.tenants.join(','),
    })
    return {
      ...worker,
      stop: async () => {
        await worker.stop()
        await forget()
      },
    }
  } catch (error) {
    await forget()
    throw error
  }
}
