import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { findLeftovers } from '../instance/end-leftovers.ts'
import type { InstanceLayout } from '../instance/instance-layout.ts'
import { endProcess } from '../process/end-process.ts'
import { birthNow } from '../process/process-birth.ts'

/**
 * Makes sure that nothing of a database server that has ended stands in the way of the next: its orphaned
 * children hold its shared memory until they have gone, and the pid in its `postmaster.pid` may be someone
 * else's by now, which a new server would take for its predecessor and refuse to start.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when one of them cannot be ended.
 */
export async function clearPostgres(layout: InstanceLayout): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const left = (await findLeftovers(layout)).filter(({ isPostgres }) => isPostgres)
    if (left.length === 0) return await removeForeignPid(join(layout.postgres, 'data', 'postmaster.pid'))
    // They are about to go by themselves. SIGQUIT: at once.
    await Promise.all(left.map(async (known) => await endProcess(known, 'SIGQUIT', 3000)))
  }
  throw new EasyFlowError('ERR_PART_FAILED', 'Processes of the database server that has died are still there')
}

/** A pid of nobody Postgres itself knows to ignore. */
async function removeForeignPid(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (process.platform === 'linux' && pid > 0 && birthNow(pid) !== undefined) await rm(file, { force: true })
}
