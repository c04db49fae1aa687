import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { isFullDisk } from '../process/is-full-disk.ts'
import { claimLock, LockHeldError, readLock } from '../process/claim-lock.ts'
import { endProcess, isAlive } from '../process/end-process.ts'
import { releaseInstance } from './claim-instance.ts'
import { endLeftovers } from './end-leftovers.ts'
import type { InstanceLayout } from './instance-layout.ts'

/** The supervisor gives its parts up to 45 s. */
const STOP_WITHIN_MS = 50_000

/**
 * Stops an instance from outside: its supervisor by pid and proof, and whatever a supervisor that is gone
 * left behind. Needs no room on the disk.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when its supervisor cannot be ended.
 */
export async function stopInstance(layout: InstanceLayout): Promise<string> {
  const holder = await readLock(layout.lockFile)
  const wasRunning = holder !== undefined && (await isAlive(holder))
  if (wasRunning && !(await endProcess(holder, 'SIGTERM', STOP_WITHIN_MS))) {
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `The supervisor, process ${String(holder.pid)}, cannot be ended`,
    )
  }
  const left = await endWhatIsLeft(layout)
  if (wasRunning) return 'is stopped'
  return left === 0 ? 'was not running' : `had left ${String(left)} processes, which are ended now`
}

/** Whoever starts it anew meanwhile does that himself. */
async function endWhatIsLeft(layout: InstanceLayout): Promise<number> {
  try {
    await claimLock(layout.lockFile)
  } catch (error) {
    if (error instanceof LockHeldError) return 0
    if (!isFullDisk(error)) throw error
    // A lock takes a few bytes, and there are none. Whoever starts it needs them as well, and is looked for
    // once more right before anything is ended.
    const starter = await readLock(layout.lockFile)
    return starter !== undefined && (await isAlive(starter)) ? 0 : await endLeftovers(layout)
  }
  try {
    return await endLeftovers(layout)
  } finally {
    await releaseInstance(layout)
  }
}
