import { rm } from 'node:fs/promises'
import type { RunningSystem } from '../contracts/running-system.ts'
import type { PartName } from '../contracts/system-status.ts'
import { buildRunningSystem, type Progress } from './build-running-system.ts'
import { claimInstance, sweepEphemeral } from './instance/claim-instance.ts'
import { layoutOf } from './instance/instance-layout.ts'
import { loadCredentials, loadInstanceMemory } from './instance/instance-memory.ts'
import { makeDirectories } from './instance/make-directories.ts'
import { buildPartRegister } from './part-register.ts'
import { isFreePort } from './process/pick-port.ts'
import { stateRootOf } from './runtime-settings.ts'
import { startParts } from './start-parts.ts'
import type { SystemContext } from './system-context.ts'

export interface StartOptions {
  /** Lower-case letters, digits and hyphens. Instances do not meet. */
  readonly instance: string
  /** Where state lives. Default: EASYFLOW_STATE_DIR, or the usual place of the account. */
  readonly stateDirectory?: string
  /** Removed at the stop, or by a later start when this process dies before. */
  readonly ephemeral: boolean
  readonly onProgress: (event: Progress) => void
  /** Gives up; what was started is ended before the promise rejects. */
  readonly signal?: AbortSignal
  /** Other entry files, in the checkout or absolute: `chaos/saboteurs/…`. */
  readonly apiMain?: string
  readonly workerMain?: string
  /** Further settings of these two, by the names of their `settings.ts`; addresses and secrets cannot be changed. */
  readonly apiEnvironment?: Readonly<Record<string, string>>
  readonly workerEnvironment?: Readonly<Record<string, string>>
}

export type { Progress } from './build-running-system.ts'

/**
 * Starts every part of one instance and resolves once each of them has answered that it is ready. The parts
 * end with this process, even when it is killed.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when a part does not start or the instance runs already,
 *   ERR_REQUIREMENT_MISSING without Java or Maven, ERR_SETTINGS_INVALID for an unusable name or directory.
 *   Nothing of it runs then.
 */
export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const root = options.stateDirectory ?? stateRootOf()
  const layout = layoutOf(root, options.instance)
  await makeDirectories(root, layout)
  await claimInstance(layout)
  try {
    await sweepEphemeral(root, layout)
    return await startWithPorts(options, layout)
  } catch (error) {
    await rm(options.ephemeral ? layout.directory : layout.lockFile, { recursive: true, force: true })
    throw error
  }
}

/** A port may be taken between the moment it was picked and the moment it is used: then all begins again. */
async function startWithPorts(
  options: StartOptions,
  layout: SystemContext['layout'],
  triesLeft = 2,
): Promise<RunningSystem> {
  const memory = await loadInstanceMemory(layout, options.ephemeral)
  const context: SystemContext = {
    layout,
    ports: memory.ports,
    credentials: await loadCredentials(layout),
    kafkaClusterId: memory.kafkaClusterId,
    isEphemeral: options.ephemeral,
    apiMain: options.apiMain ?? 'system/api/main.ts',
    workerMain: options.workerMain ?? 'system/worker/main.ts',
    apiEnvironment: options.apiEnvironment ?? {},
    workerEnvironment: options.workerEnvironment ?? {},
    signal: options.signal ?? new AbortController().signal,
  }
  const onFailure = (part: PartName, detail: string): void =>
    options.onProgress({ part, state: 'failed', elapsedMs: 0, detail })
  const register = buildPartRegister(layout, onFailure)
  const system = buildRunningSystem(context, register)
  try {
    await startParts(context, register, options.onProgress)
    return system
  } catch (error) {
    await system.end()
    const isRace = await someoneTookAPort(memory.ports)
    if (triesLeft === 0 || context.signal.aborted || !isRace) throw error
    return await startWithPorts(options, layout, triesLeft - 1)
  }
}

async function someoneTookAPort(ports: SystemContext['ports']): Promise<boolean> {
  for (const port of Object.values(ports)) if (!(await isFreePort(port as number))) return true
  return false
}
