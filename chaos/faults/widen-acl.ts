import { topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { openTokenProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

export interface WidenAclOptions {
  readonly admin: KafkaProbe
  readonly clientBroker: string
  readonly principal: string
  /** Whose topic `principal` may then write to. */
  readonly victim: TenantId
  /** A genuine token of `principal`, to see whether it works. */
  readonly token: string
  readonly signal: AbortSignal
}

/** Lets a tenant's callers write to another tenant's topic. */
export function widenAcl(options: WidenAclOptions): Fault {
  const topic = topicOf(options.victim)
  const canWrite = async (): Promise<boolean> => {
    const probe = await openTokenProbe(options.clientBroker, options.token)
    try {
      return (await probe.produce(topic, [{ value: 'may I write here?' }])).ok
    } finally {
      await probe.close()
    }
  }
  return {
    name: 'widen-acl',
    async inject() {
      await options.admin.setWriteAllowed(options.principal, topic, true)
      await waitFor(`${options.principal} to be let into ${topic}`, options.signal, canWrite)
      return `the broker takes a message of ${options.principal} on ${topic}`
    },
    async heal() {
      await options.admin.setWriteAllowed(options.principal, topic, false)
      // Not the run's signal: an aborted run is healed as well.
      await waitFor(
        `${options.principal} to be kept out of ${topic}`,
        new AbortController().signal,
        async () => !(await canWrite()),
      )
    },
  }
}
