import { rm } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { claimLock, LockHeldError } from '../process/claim-lock.ts'
import { endLeftovers } from './end-leftovers.ts'
import type { InstanceLayout } from './instance-layout.ts'
import { sweepDrafts } from './sweep-drafts.ts'

/**
 * Takes an instance for this process. What a supervisor left behind that did not end properly is ended first,
 * by pid and proof.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when someone else runs or starts it, naming the process.
 */
export async function claimInstance(layout: InstanceLayout): Promise<void> {
  try {
    await claimLock(layout.lockFile)
  } catch (error) {
    throw error instanceof LockHeldError ? taken(layout, error.holder.pid) : error
  }
  try {
    await endLeftovers(layout)
    await sweepDrafts(layout.directory)
  } catch (error) {
    await releaseInstance(layout)
    throw error
  }
}

/** Gives it back. Only for whoever claimed it. */
export async function releaseInstance(layout: InstanceLayout): Promise<void> {
  await rm(layout.lockFile, { force: true })
}

function taken(layout: InstanceLayout, pid: number): EasyFlowError {
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `Instance ${layout.name} is already started by process ${String(pid)}: nothing was changed. ` +
      `Wait for it, or end it with: npx easyflow stop --instance ${layout.name}`,
    { facts: { supervisorPid: pid } },
  )
}
