import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningSystem } from '../../../system/contracts/running-system.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import { openInstaller, type OpenInstaller } from '../../../system/platform/database/with-installer.ts'
import { layoutOf } from '../../../system/runtime/instance/instance-layout.ts'
import { readContext } from '../../../system/runtime/instance/read-context.ts'
import { controlPlaneSettingsOf } from '../../../system/runtime/parts/part-environments.ts'
import { stateRootOf } from '../../../system/runtime/runtime-settings.ts'
import { startSystem } from '../../../system/runtime/start-system.ts'
import { databaseUrlOf, type SystemContext } from '../../../system/runtime/system-context.ts'
import { fetchCallerToken } from '../easyflow-round/fetch-caller-token.ts'
import { followWorkerLog, type CompletionLog } from '../easyflow-round/follow-worker-log.ts'
import { makeBenchTenants } from '../easyflow-round/make-bench-tenants.ts'
import type { MeasuredSystem } from '../easyflow-round/measure-throughput.ts'
import { openLoad, type Load } from '../easyflow-round/open-load.ts'
import { brokerSettingsOf } from './broker-settings-of.ts'
import { walls, type Contestant } from './contestants.ts'
import { ownTools } from './own-tools.ts'
import { removeDatabaseWalls } from './remove-database-walls.ts'
import { requireWallsAsDeclared, type Attempt } from './require-walls-as-declared.ts'
import { startOwnParts, type StartedParts } from './start-own-parts.ts'
import { tryWalls } from './try-walls.ts'
import { withoutSignature } from './without-signature.ts'

export interface StartedContestant {
  readonly contestant: Contestant
  readonly tenants: readonly TenantId[]
  readonly pidOf: MeasuredSystem['pidOf']
  readonly load: Load
  readonly log: CompletionLog
  readonly installer: OpenInstaller
  /** How its walls were found before it was measured. */
  readonly attempts: readonly Attempt[]
  readonly stop: () => Promise<void>
}

/**
 * Starts a system, takes the contestant's walls out of it, and starts its broker, api and worker anew. All
 * contestants go this way, also the one that loses nothing.
 *
 * @throws {Error} when a wall that should be gone still refuses, or one that should stand does not.
 */
export async function startContestant(
  contestant: Contestant,
  options: { readonly tenants: number; readonly profile?: string | undefined },
): Promise<StartedContestant> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const instance = `bench-walls-${String(process.pid)}-${contestant.name.replaceAll(' ', '-')}`
    const system = await startSystem({ instance, ephemeral: true, onProgress: () => undefined })
    undo.push(() => system.stop())
    await Promise.all((['api', 'worker'] as const).map((part) => system.kill(part)))
    const context = await contextOf(instance, contestant, options.profile)
    const tenants = await makeBenchTenants(controlPlaneSettingsOf(context), options.tenants)
    const installer = await openInstaller(databaseUrlOf(context, 'admin'))
    undo.push(() => installer.close())
    await removeDatabaseWalls(installer, contestant.removed)
    await system.kill('kafka', 'SIGTERM')
    await system.restart('kafka', { brokerSettings: brokerSettingsOf(contestant.removed) })
    const parts = await startOwnParts(context)
    undo.push(() => parts.stop())
    return await open({ contestant, system, context, tenants, installer, parts, stop, undo })
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(ground: {
  readonly contestant: Contestant
  readonly system: RunningSystem
  readonly context: SystemContext
  readonly tenants: readonly TenantId[]
  readonly installer: OpenInstaller
  readonly parts: StartedParts
  readonly stop: () => Promise<void>
  readonly undo: (() => Promise<unknown>)[]
}): Promise<StartedContestant> {
  const { contestant, system, context, tenants, installer, parts, stop, undo } = ground
  const [tenant, stranger] = tenants
  if (tenant === undefined || stranger === undefined) throw new Error('There are no two tenants')
  const isUnsigned = contestant.removed.includes('token check')
  const tokenOf = async (of: TenantId): Promise<string> => {
    const token = await fetchCallerToken(system, of)
    return isUnsigned ? withoutSignature(token) : token
  }
  const { apiUrl } = parts
  const load = await openLoad({ apiUrl, tenants, tokenOf }, ownTools)
  undo.push(() => load.close())
  const log = await followWorkerLog(parts.workerLog)
  undo.push(() => log.close())
  const attempts = await tryWalls({
    apiUrl,
    apiDatabaseUrl: databaseUrlOf(context, 'api'),
    brokers: [system.status().parts.kafka.addresses['client'] ?? ''],
    installer,
    tenant,
    stranger,
    unsigned: withoutSignature(await fetchCallerToken(system, tenant)),
    accepted: await tokenOf(tenant),
  })
  requireWallsAsDeclared(contestant, attempts, walls)
  const pidOf: MeasuredSystem['pidOf'] = (part) =>
    part === 'api' || part === 'worker' ? parts[part].pid : (system.status().parts[part].pid ?? -1)
  return { contestant, tenants, pidOf, load, log, installer, attempts, stop }
}

async function contextOf(
  instance: string,
  { name, removed }: Contestant,
  profile: string | undefined,
): Promise<SystemContext> {
  const isUnsigned = removed.includes('token check')
  const profiling = profile === undefined ? {} : await profilingIn(join(profile, name.replaceAll(' ', '-')))
  return {
    ...(await readContext(layoutOf(stateRootOf(), instance))),
    apiMain: `${isUnsigned ? 'chaos/saboteurs/api-skips-token-verification' : 'system/api'}/main.ts`,
    workerMain: `${isUnsigned ? 'chaos/saboteurs/worker-presents-unsigned-tokens' : 'system/worker'}/main.ts`,
    apiEnvironment: { EASYFLOW_RATE_LIMIT_PER_SECOND: '1000000', ...profiling },
    workerEnvironment: profiling,
    signal: new AbortController().signal,
  }
}

/** Profiles are written at an orderly end. */
async function profilingIn(directory: string): Promise<Record<string, string>> {
  await mkdir(directory, { recursive: true })
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}` }
}
