import { readFile } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { systemStatusSchema, type Credentials } from '../../contracts/system-status.ts'
import type { SystemStatus } from '../../contracts/system-status.ts'
import { readLock } from '../process/claim-lock.ts'
import { isAlive, type KnownProcess } from '../process/end-process.ts'
import type { InstanceLayout } from './instance-layout.ts'
import { withExternalLogins } from '../external/external-servers.ts'
import { loadCredentials } from './instance-memory.ts'
import { readGiven } from './read-given.ts'

/** The living process that runs an instance, or is starting it. */
export async function findHolder(layout: InstanceLayout): Promise<KnownProcess | undefined> {
  const holder = await readLock(layout.lockFile)
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined
}

/**
 * Reads the status of an instance that runs.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when it does not run.
 */
export async function readStatus(layout: InstanceLayout): Promise<SystemStatus> {
  const holder = await findHolder(layout)
  const status = await readStatusFile(layout)
  if (holder !== undefined && status?.supervisorPid === holder.pid) return status
  const remedy = `npx easyflow start${layout.name === 'default' ? '' : ` --instance ${layout.name}`}`
  throw new EasyFlowError(
    'ERR_PART_FAILED',
    holder === undefined
      ? `Instance ${layout.name} is not running${describeEnd(status)}. Start it with: ${remedy}`
      : `Instance ${layout.name} is being started or stopped by process ${String(holder.pid)}`,
  )
}

/** Of the last run, if there was one. */
async function readStatusFile(layout: InstanceLayout): Promise<SystemStatus | undefined> {
  try {
    return systemStatusSchema.parse(JSON.parse(await readFile(layout.statusFile, 'utf8')))
  } catch {
    // Not written yet, or by an older version.
    return undefined
  }
}

/** Why everything was ended, when it was a part that could not be brought back. */
function describeEnd(status: SystemStatus | undefined): string {
  const failed = Object.entries(status?.parts ?? {}).find(([, part]) => part.state === 'failed')
  if (failed === undefined) return ''
  const [name, { logFile }] = failed
  return `: ${name} died and could not be brought back, so everything was ended (see ${logFile})`
}

/** Reads an instance's secrets, with the clients of the tenants it has now and the logins of external servers. */
export async function readCredentials(layout: InstanceLayout): Promise<Credentials> {
  return withExternalLogins(await loadCredentials(layout), (await readGiven(layout)).external)
}
