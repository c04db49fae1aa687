import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { claimInstance, releaseInstance } from './claim-instance.ts'
import { layoutOf, type InstanceLayout } from './instance-layout.ts'
import { removeInstance, REMOVED_PREFIX } from './remove-instance.ts'

const memorySchema = z.looseObject({ isEphemeral: z.boolean() })

/** A start takes far less from making its directory to saying what it is. */
const NAMELESS_FOR_MS = 10 * 60_000

/** Removes ephemeral instances whose supervisor is gone, with what it left running. */
export async function sweepEphemeral(root: string, own: InstanceLayout): Promise<void> {
  for (const name of await readdir(own.instances)) {
    if (name === own.name) continue
    if (name.startsWith(REMOVED_PREFIX)) {
      await rm(join(own.instances, name), { recursive: true, force: true, maxRetries: 5 })
    } else if (/^[a-z0-9]/.test(name)) await removeIfDead(layoutOf(root, name))
  }
}

async function removeIfDead(layout: InstanceLayout): Promise<void> {
  if (!(await isForgotten(layout))) return
  try {
    await claimInstance(layout)
  } catch (error) {
    // It lives.
    if (error instanceof EasyFlowError) return
    throw error
  }
  if (await isForgotten(layout)) await removeInstance(layout)
  else await releaseInstance(layout)
}

/** Ephemeral, or so young when its starter died that it is nothing yet. */
async function isForgotten(layout: InstanceLayout): Promise<boolean> {
  try {
    return memorySchema.parse(JSON.parse(await readFile(layout.memoryFile, 'utf8'))).isEphemeral
  } catch {
    const made = await stat(layout.directory).catch(() => undefined)
    return made !== undefined && Date.now() - made.mtimeMs > NAMELESS_FOR_MS
  }
}
