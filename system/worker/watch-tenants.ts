import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseTenantId, type TenantId } from '../contracts/tenant-id.ts'
import type { KafkaLog } from '../platform/kafka/kafka-log.ts'
import { pause } from './pause.ts'

const tenantsSchema = z.array(z.string())
/** A new tenant waits for it, and so does the removal of one. One read of a small file is next to nothing. */
const LOOK_EVERY_MS = 100

/**
 * Reads the tenants file again and again until `signal` aborts and reports each change. A file that cannot
 * be read changes nothing: a tenant is not dropped because of a disk.
 *
 * @param onChange awaited before the next look.
 */
export async function watchTenants(options: {
  readonly path: string
  readonly onChange: (tenants: readonly TenantId[]) => Promise<void>
  readonly log: KafkaLog
  readonly signal: AbortSignal
}): Promise<void> {
  let seen: string | undefined
  let isUnreadable = false
  while (!options.signal.aborted) {
    try {
      const text = await readFile(options.path, 'utf8')
      if (text !== seen) {
        await options.onChange(tenantsSchema.parse(JSON.parse(text)).map(parseTenantId))
        seen = text
      }
      isUnreadable = false
    } catch (error) {
      if (!isUnreadable) options.log.error({ err: error }, 'tenants-file-unreadable')
      isUnreadable = true
    }
    await pause(LOOK_EVERY_MS, options.signal)
  }
}
