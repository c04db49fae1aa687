import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import { compileCacheOf } from '../access/state-root-of.ts'
import { standInMark } from './stand-in-mark.ts'
import { startNodeProcess, type StartedProcess } from './start-node-process.ts'

/** The genuine one, and broken ones: each a folder beside this file. */
export const workerKinds = [
  'genuine',
  'worker-trusts-message',
  'worker-takes-tenant-from-message',
  'worker-keeps-stale-context',
  'worker-chokes-on-poison',
  'worker-shares-one-queue',
  'worker-without-cap',
] as const
export type WorkerKind = (typeof workerKinds)[number]
/** Lies as its mutant says, see chaos/mutants. */
const MUTANT = 'mutant-worker'

const mainOf = (kind: WorkerKind | typeof MUTANT): string =>
  kind === 'genuine' ? 'system/worker/main.ts' : `chaos/saboteurs/${kind}/main.ts`

export interface StartedWorker extends StartedProcess {
  /** Works for these tenants and no others, from a moment later on. */
  readonly assign: (tenants: readonly TenantId[]) => Promise<void>
}

/** Starts a worker, genuine or broken, that is assigned `tenants` and no others. */
export async function startWorker(
  access: SystemAccess,
  options: {
    readonly kind: WorkerKind | typeof MUTANT
    readonly tenants: readonly TenantId[]
    /** Further settings of the worker, by their names. */
    readonly settings?: Readonly<Record<string, string>> | undefined
    /** ready, the default: it has joined its groups, and not before whoever was there has made room. */
    readonly until?: 'live' | 'ready'
  },
): Promise<StartedWorker> {
  const { addresses } = access
  const { clientId, clientSecret } = access.system.credentials().issuer.worker
  const directory = await mkdtemp(join(tmpdir(), 'easyflow-worker-'))
  const tenantsFile = join(directory, 'tenants.json')
  const assign = (tenants: readonly TenantId[]): Promise<void> =>
    writeFile(tenantsFile, JSON.stringify(tenants))
  await assign(options.tenants)
  const forget = (): Promise<void> => rm(directory, { recursive: true, force: true })
  const port = {
    variable: 'EASYFLOW_WORKER_HEALTH_PORT',
    healthPath: `/health/${options.until ?? 'ready'}`,
  }
  try {
    const worker = await startNodeProcess(mainOf(options.kind), port, {
      ...compileCacheOf(access.system.status()),
      ...standInMark(access.system.status()),
      EASYFLOW_DATABASE_URL: addresses.workerDatabaseUrl,
      EASYFLOW_KAFKA_BROKERS: addresses.clientBroker,
      EASYFLOW_ISSUER_URL: addresses.issuerUrl,
      EASYFLOW_WORKER_CLIENT_ID: clientId,
      EASYFLOW_WORKER_CLIENT_SECRET: clientSecret,
      EASYFLOW_WORKER_TENANTS_FILE: tenantsFile,
      EASYFLOW_SABOTEUR_TENANTS: access.tenants.join(','),
      ...options.settings,
    })
    return {
      ...worker,
      assign,
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
