import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceLayout } from './instance-layout.ts'

/** Begins with a dot, which no instance's name does. */
export const REMOVED_PREFIX = '.removed-'

/**
 * Deletes all that an instance has stored, its lock with it. Only for whoever has claimed it. Should that be
 * interrupted, half an instance is never found: it is moved out of the way first, and swept up later.
 */
export async function removeInstance(layout: InstanceLayout): Promise<void> {
  const away = join(layout.instances, `${REMOVED_PREFIX}${randomBytes(6).toString('hex')}`)
  try {
    await rename(layout.directory, away)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  await rm(away, { recursive: true, force: true, maxRetries: 5 })
}
