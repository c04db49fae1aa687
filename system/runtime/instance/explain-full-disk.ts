import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { isFullDisk } from '../process/is-full-disk.ts'
import { readLogEnd } from '../process/last-lines-of.ts'
import type { InstanceLayout } from './instance-layout.ts'

const MB = 1024 * 1024
/** Postgres's log grows by 16 MB at a time: with less than two of those it cannot go on. */
const FULL_BELOW_MB = 32
/** What failed gives back the space it had taken; its log tells what it ran into. */
const SCARCE_BELOW_MB = 256

/** A failure whose cause is a full disk says so, where, and what to do; any other is returned as it is. */
export async function explainFullDisk<Failure>(
  layout: InstanceLayout,
  failure: Failure,
): Promise<Failure | EasyFlowError> {
  const freeMb = await freeMbOf(layout)
  const isFull =
    isFullDisk(failure) ||
    freeMb < FULL_BELOW_MB ||
    (freeMb < SCARCE_BELOW_MB && (await doLogsMentionIt(layout)))
  if (!isFull) return failure
  const facts = failure instanceof EasyFlowError ? failure.facts : {}
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `No space is left on the disk of ${layout.directory} (${freeMb.toFixed(0)} MB are free): make room there, ` +
      'or set EASYFLOW_STATE_DIR to another place, then start again. What was stored stays',
    { cause: failure, facts },
  )
}

async function freeMbOf(layout: InstanceLayout): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(layout.directory)
    return (bavail * bsize) / MB
  } catch {
    // Not there any more: then it is not that disk.
    return Infinity
  }
}

async function doLogsMentionIt(layout: InstanceLayout): Promise<boolean> {
  const names = await readdir(layout.logs).catch((): string[] => [])
  const ends = await Promise.all(
    names
      .filter((name) => name.endsWith('.log'))
      .map(async (name) => await readLogEnd(join(layout.logs, name))),
  )
  return ends.some((text) => /No space left on device|ENOSPC|Disk quota exceeded/i.test(text))
}
