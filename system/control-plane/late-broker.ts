import { setTimeout as pause } from 'node:timers/promises'
import { openKafkaAdmin, type KafkaAdmin, type KafkaAdminOptions } from '../platform/kafka/kafka-admin.ts'
import { probeBroker } from '../platform/kafka/probe-broker.ts'
import type { TopicProvisioner } from './tenants.ts'

/** A broker that may still be starting. */
export interface LateBroker extends TopicProvisioner {
  /** Resolves once it lets its administrator in; every use waits for that too. Safe to call again. */
  ready(): Promise<void>
  close(): Promise<void>
}

const ASK_EVERY_MS = 100

/**
 * Reaches the broker when it is first needed, and not before: what needs only the database begins meanwhile.
 *
 * @param withinMs how long it may take to come up. 0: it is tried once.
 * @throws {EasyFlowError} from `ready` and every use: ERR_QUEUE_UNAVAILABLE or ERR_BROKER_REFUSED.
 */
export function buildLateBroker(options: KafkaAdminOptions, withinMs: number): LateBroker {
  let opened: Promise<KafkaAdmin> | undefined
  const open = (): Promise<KafkaAdmin> => (opened ??= openOnceUp(options, withinMs))
  return {
    ready: async () => void (await open()),
    provisionTenant: async (tenant, wanted) => (await open()).provisionTenant(tenant, wanted),
    removeTenant: async (tenant) => (await open()).removeTenant(tenant),
    close: async () => {
      // One that never came has told so to whoever needed it.
      const broker = await opened?.catch(() => undefined)
      await broker?.close()
    },
  }
}

async function openOnceUp(options: KafkaAdminOptions, withinMs: number): Promise<KafkaAdmin> {
  const giveUpAt = performance.now() + withinMs
  while (performance.now() < giveUpAt && !(await isUp(options))) await pause(ASK_EVERY_MS)
  return await openKafkaAdmin(options)
}

async function isUp(options: KafkaAdminOptions): Promise<boolean> {
  return await probeBroker({ ...options, timeoutMs: 2000 }).then(
    () => true,
    () => false,
  )
}
