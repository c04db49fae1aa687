import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Progress } from '../contracts/progress.ts'
import type { RunningSystem } from '../contracts/running-system.ts'
import type { PartName } from '../contracts/system-status.ts'
import { buildRunningSystem } from './build-running-system.ts'
import { withExternalLogins } from './external/external-servers.ts'
import { claimInstance, releaseInstance } from './instance/claim-instance.ts'
import { explainFullDisk } from './instance/explain-full-disk.ts'
import { layoutOf, logFileOf, type InstanceLayout } from './instance/instance-layout.ts'
import { loadCredentials, loadInstanceMemory } from './instance/instance-memory.ts'
import { makeDirectories } from './instance/make-directories.ts'
import { removeInstance } from './instance/remove-instance.ts'
import { sweepEphemeral } from './instance/sweep-ephemeral.ts'
import { buildPartRegister } from './part-register.ts'
import { isFreePort } from './process/pick-port.ts'
import { requireReady } from './requirements/require-ready.ts'
import { allEnvironment, stateRootOf } from './runtime-settings.ts'
import { writeAtomically } from './process/write-atomically.ts'
import { startParts } from './start-parts.ts'
import { loadStartSettings, type StartSettings } from './start-settings.ts'
import type { Supervision } from './supervise-parts.ts'
import type { SystemContext } from './system-context.ts'

export interface StartOptions {
  /** Lower-case letters, digits and hyphens. Instances do not meet. */
  readonly instance: string
  /** Where state lives. Default: EASYFLOW_STATE_DIR, or the usual place of the account. */
  readonly stateDirectory?: string
  /** Removed at the stop, or by a later start when this process dies before. */
  readonly ephemeral: boolean
  /** Whether the requirements have just been found to be met. Default: they are looked at. */
  readonly isChecked?: boolean
  /** Also hears, for as long as the system runs, of parts that die and are brought back. */
  readonly onProgress: (event: Progress) => void
  /** Told once all has been ended because a part could not be brought back. */
  readonly onEnded?: (reason: EasyFlowError) => void
  /** Gives up; what was started is ended before the promise rejects. */
  readonly signal?: AbortSignal
  /** What external servers are used and how the parts are set. Default: what the environment says. */
  readonly settings?: StartSettings
  /** Other entry files, in the checkout or absolute: `chaos/saboteurs/…`. */
  readonly apiMain?: string
  readonly workerMain?: string
  /** Further settings of these two, by the names of their `settings.ts`; addresses and secrets cannot be changed. */
  readonly apiEnvironment?: Readonly<Record<string, string>>
  readonly workerEnvironment?: Readonly<Record<string, string>>
}

export type { Progress } from '../contracts/progress.ts'

/**
 * Starts every part of one instance and resolves once each of them has answered that it is ready. The parts
 * end with this process, even when it is killed. One that dies later is brought back; see `Progress`.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when a part does not start, the instance runs already or the disk is
 *   full, ERR_REQUIREMENT_MISSING without Java or Maven, ERR_SETTINGS_INVALID for an unusable name or directory.
 *   Nothing of it runs then.
 */
export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const root = options.stateDirectory ?? stateRootOf()
  const layout = layoutOf(root, options.instance)
  if (options.isChecked !== true) await requireReady(root, allEnvironment())
  // What we make that is private is made so by name. The rest, jars and programs, must be for the account of
  // Postgres to read and for nobody else to change, whatever the umask of whoever starts us.
  process.umask(0o022)
  try {
    await makeDirectories(root, layout)
    await claimInstance(layout)
    return await startClaimed(options, root, layout)
  } catch (error) {
    throw await explainFullDisk(layout, error)
  }
}

async function startClaimed(
  options: StartOptions,
  root: string,
  layout: InstanceLayout,
): Promise<RunningSystem> {
  try {
    await sweepEphemeral(root, layout)
    return await startWithPorts(options, layout)
  } catch (error) {
    await (options.ephemeral ? removeInstance(layout) : releaseInstance(layout))
    throw error
  }
}

/** A port may be taken between the moment it was picked and the moment it is used: then all begins again. */
async function startWithPorts(
  options: StartOptions,
  layout: InstanceLayout,
  triesLeft = 2,
): Promise<RunningSystem> {
  const settings = options.settings ?? loadStartSettings()
  const memory = await loadInstanceMemory(layout, options.ephemeral, settings.issuerPort)
  const giveUp = new AbortController()
  const context: SystemContext = {
    layout,
    ports: memory.ports,
    credentials: withExternalLogins(await loadCredentials(layout), settings.external),
    external: settings.external,
    given: settings.given,
    kafkaClusterId: memory.kafkaClusterId,
    isEphemeral: options.ephemeral,
    apiMain: options.apiMain ?? 'system/api/main.ts',
    workerMain: options.workerMain ?? 'system/worker/main.ts',
    apiEnvironment: options.apiEnvironment ?? {},
    workerEnvironment: options.workerEnvironment ?? {},
    signal: AbortSignal.any([giveUp.signal, ...(options.signal === undefined ? [] : [options.signal])]),
  }
  // While the others still start, they may be waiting for the one that died.
  let onDeath: Supervision['onDeath'] = (part, ending) => giveUp.abort(diedEarly(layout, part, ending))
  const register = buildPartRegister(layout, (part, ending) => onDeath(part, ending))
  const system = buildRunningSystem(context, register, options)
  try {
    await writeAtomically(layout.givenFile, JSON.stringify(settings.given))
    await startParts(context, register, options.onProgress)
    context.signal.throwIfAborted()
    onDeath = (part, ending) => system.onDeath(part, ending)
    return system
  } catch (error) {
    await system.end()
    const isRace = !context.signal.aborted && (await someoneTookAPort(memory.ports))
    if (triesLeft === 0 || !isRace) throw error
    return await startWithPorts(options, layout, triesLeft - 1)
  }
}

function diedEarly(layout: InstanceLayout, part: PartName, ending: string): EasyFlowError {
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `${part} ended (${ending}) while the others were starting, so all were ended: see ${logFileOf(layout, part)}`,
    { facts: { part, ending } },
  )
}

async function someoneTookAPort(ports: SystemContext['ports']): Promise<boolean> {
  for (const port of Object.values(ports)) if (!(await isFreePort(port as number))) return true
  return false
}
