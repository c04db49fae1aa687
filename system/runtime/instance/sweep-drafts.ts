import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { birthNow } from '../process/process-birth.ts'

/** Removes what someone who was killed had begun to write: drafts carry the pid of their writer. */
export async function sweepDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = /\.(\d+)(?:-[0-9a-f]+)?\.draft$/.exec(name)?.[1]
    if (pid !== undefined && birthNow(Number(pid)) === undefined) {
      await rm(join(directory, name), { force: true })
    }
  }
}
