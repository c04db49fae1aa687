import { readFile } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { credentialsSchema, systemStatusSchema, type Credentials } from '../../contracts/system-status.ts'
import type { SystemStatus } from '../../contracts/system-status.ts'
import { isAlive } from '../process/end-process.ts'
import { readHolder } from './claim-instance.ts'
import type { InstanceLayout } from './instance-layout.ts'
import { withCallers } from './instance-memory.ts'

/** Tells whether an instance has a living supervisor. */
export async function isRunning(layout: InstanceLayout): Promise<boolean> {
  const holder = await readHolder(layout)
  return holder !== undefined && (await isAlive(holder))
}

/**
 * Reads the status of an instance that runs.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when it does not run.
 */
export async function readStatus(layout: InstanceLayout): Promise<SystemStatus> {
  if (!(await isRunning(layout))) {
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `Instance ${layout.name} is not running. Start it with: npx easyflow start`,
    )
  }
  return systemStatusSchema.parse(JSON.parse(await readFile(layout.statusFile, 'utf8')))
}

/** Reads an instance's secrets, with the clients of the tenants it has now. */
export async function readCredentials(layout: InstanceLayout): Promise<Credentials> {
  const text = await readFile(layout.credentialsFile, 'utf8')
  return withCallers(layout, credentialsSchema.parse(JSON.parse(text)))
}
