import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { InstanceLayout } from './instance-layout.ts'

/** As root, others may pass through, not look: the account of Postgres has to reach its own directory. */
const PASSAGE = 0o711
const PRIVATE = 0o700

/**
 * Makes the directories of an instance. Only its owner can read them; as root the way to Postgres's own
 * directory can be walked by its account.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when that account could not pass through the state directory.
 */
export async function makeDirectories(root: string, layout: InstanceLayout): Promise<void> {
  const isRoot = process.getuid?.() === 0
  const mode = isRoot ? PASSAGE : PRIVATE
  await mkdir(root, { recursive: true, mode })
  for (const directory of [dirname(layout.instances), layout.instances, layout.directory, layout.cache]) {
    await mkdir(directory, { recursive: true, mode })
  }
  for (const directory of [layout.logs, layout.kafka])
    await mkdir(directory, { recursive: true, mode: PRIVATE })
  if (isRoot) {
    await chmod(root, PASSAGE)
    await requirePassage(dirname(root))
  }
}

async function requirePassage(directory: string): Promise<void> {
  const { mode } = await stat(directory)
  if ((mode & 0o001) === 0) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      `Postgres runs under an account of its own, which cannot pass through ${directory}: ` +
        'set EASYFLOW_STATE_DIR to a directory that every account can reach',
    )
  }
  if (directory !== dirname(directory)) await requirePassage(dirname(directory))
}
