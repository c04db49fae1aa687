import { holdLock } from '../../platform/database/hold-lock.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { listRemovedKeys, storeKeys } from './database-keys.ts'
import { readKeys } from './keys-file.ts'

/**
 * Brings the database to what the embedded issuer's keys file says: the key set shows which keys there are, and
 * not when a retiring one ends or that one was removed. A command that was killed after it wrote the file and before
 * the database is finished by this. Safe to call again.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when the file cannot be read.
 */
export async function restoreKeyEnds(
  installer: Installer,
  source: {
    readonly issuer: string
    readonly keysFile: string
    readonly changedBy: string
    readonly now: () => number
  },
): Promise<void> {
  // The file is read under the lock: a slow run could undo what a later command has done.
  await holdLock(installer, 'issuerKeys', async () => {
    const keys = await readKeys(source.keysFile)
    const known = await listRemovedKeys(installer, source.issuer)
    const unnoted = keys.filter(({ kid, state }) => state === 'removed' && !known.has(kid))
    await storeKeys(installer, keys, {
      ...source,
      nowMs: source.now(),
      changes: unnoted.map(({ kid }) => [kid, 'removed']),
    })
  })
}
