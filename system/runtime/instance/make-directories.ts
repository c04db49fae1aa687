import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { InstanceLayout } from './instance-layout.ts'

/** As root, others may pass through, not look: the account of Postgres has to reach its own directory. */
const PASSAGE = 0o711
const PRIVATE = 0o700

/**
 * Makes the directories of an instance. Only its owner can read them; as root the way to Postgres's own
 * directory can be walked by its account. The umask of whoever starts us changes nothing about that.
 */
export async function makeDirectories(root: string, layout: InstanceLayout): Promise<void> {
  const mode = process.getuid?.() === 0 ? PASSAGE : PRIVATE
  await makeWay(root, mode)
  for (const directory of [dirname(layout.instances), layout.instances, layout.directory, layout.cache]) {
    await makeWay(directory, mode)
  }
  for (const directory of [layout.logs, layout.kafka]) await makeWay(directory, PRIVATE)
}

/** Of a directory that was there before, nothing is taken: it may be anybody's. */
async function makeWay(directory: string, mode: number): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode })
  if (first === undefined) {
    const { mode: now } = await stat(directory)
    if ((now & mode) !== mode) await chmod(directory, (now | mode) & 0o7777)
    return
  }
  for (let made = directory; made.length >= first.length; made = dirname(made)) await chmod(made, mode)
}
