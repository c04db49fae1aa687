import { rm } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { endProcess, isAlive } from '../process/end-process.ts'
import { endLeftovers, readHolder } from './claim-instance.ts'
import type { InstanceLayout } from './instance-layout.ts'

/** The supervisor gives its parts up to 45 s. */
const STOP_WITHIN_MS = 50_000

/**
 * Stops an instance from outside: its supervisor by pid and proof, and whatever a supervisor that is gone
 * left behind.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when its supervisor cannot be ended.
 */
export async function stopInstance(layout: InstanceLayout): Promise<string> {
  const holder = await readHolder(layout)
  if (holder === undefined || !(await isAlive(holder))) {
    const left = await endLeftovers(layout)
    await rm(layout.lockFile, { force: true })
    return left === 0 ? 'was not running' : `had left ${String(left)} processes, which are ended now`
  }
  if (!(await endProcess(holder, 'SIGTERM', STOP_WITHIN_MS))) {
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `The supervisor, process ${String(holder.pid)}, cannot be ended`,
    )
  }
  await endLeftovers(layout)
  await rm(layout.lockFile, { force: true })
  return 'is stopped'
}
