import { mkdir } from 'node:fs/promises'
import { z } from 'zod'
import type { RunningSystem } from '../../../system/contracts/running-system.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import { layoutOf } from '../../../system/runtime/instance/instance-layout.ts'
import { readContext } from '../../../system/runtime/instance/read-context.ts'
import { controlPlaneSettingsOf } from '../../../system/runtime/parts/part-environments.ts'
import { stateRootOf } from '../../../system/runtime/runtime-settings.ts'
import { startSystem } from '../../../system/runtime/start-system.ts'
import { makeBenchTenants } from './make-bench-tenants.ts'

/** As many as the peers. */
const TENANTS = 50
const READY_WITHIN_MS = 60_000
const healthSchema = z.object({ tenants: z.object({ assigned: z.int() }) })

export interface BenchSystem {
  readonly system: RunningSystem
  readonly tenants: readonly TenantId[]
  /** For reading what became of the executions, past every wall. */
  readonly adminDatabaseUrl: string
}

export interface BenchSystemOptions {
  /** A directory for processor profiles of the api and the worker. */
  readonly profile?: string
  /** Settings to try, by name. */
  readonly api: Readonly<Record<string, string>>
  readonly worker: Readonly<Record<string, string>>
}

/**
 * Starts a system as it ships, with tenants `t0` to `t49` beside the demo's own, and resolves once its worker
 * consumes for all of them. Only the api's rate limit is lifted, and what `options` names.
 */
export async function startBenchSystem(options: BenchSystemOptions): Promise<BenchSystem> {
  const instance = `bench-${String(process.pid)}`
  const profiling = await profilingOf(options.profile)
  const system = await startSystem({
    instance,
    ephemeral: true,
    onProgress: ({ part, state, detail }) => {
      if (state === 'failed') console.error(`${part}: ${state} ${detail ?? ''}`)
    },
    apiEnvironment: { EASYFLOW_RATE_LIMIT_PER_SECOND: '1000000', ...profiling, ...options.api },
    workerEnvironment: { ...profiling, ...options.worker },
  })
  try {
    const settings = controlPlaneSettingsOf(await readContext(layoutOf(stateRootOf(), instance)))
    const { assigned } = await askWorker(system)
    const tenants = await makeBenchTenants(settings, TENANTS)
    await waitForWorker(system, assigned + tenants.length)
    return { system, tenants, adminDatabaseUrl: settings['EASYFLOW_DATABASE_URL'] ?? '' }
  } catch (error) {
    await system.stop()
    throw error
  }
}

async function profilingOf(directory: string | undefined): Promise<Record<string, string>> {
  if (directory === undefined) return {}
  await mkdir(directory, { recursive: true })
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}` }
}

async function waitForWorker(system: RunningSystem, tenants: number): Promise<void> {
  const endsAt = performance.now() + READY_WITHIN_MS
  for (;;) {
    const { isReady, assigned } = await askWorker(system)
    if (isReady && assigned === tenants) return
    if (performance.now() > endsAt) throw new Error('The worker does not consume for all tenants')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function askWorker(
  system: RunningSystem,
): Promise<{ readonly isReady: boolean; readonly assigned: number }> {
  const answer = await fetch(`${system.status().parts.worker.addresses['url'] ?? ''}/health/ready`)
  return { isReady: answer.ok, ...healthSchema.parse(await answer.json()).tenants }
}
