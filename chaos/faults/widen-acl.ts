import { principalOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { openAdminProbe, openTokenProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

/** The same as a scenario declares it, with a broker connection of its own for as long as it takes. */
export function widenAclFault(
  { access }: Environment,
  { of, victim }: { readonly of: TenantId; readonly victim: TenantId },
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const withFault = async <Result>(work: (fault: Fault) => Promise<Result>): Promise<Result> => {
    const admin = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
    try {
      const { clientBroker } = access.addresses
      const token = await access.tokenOf(of)
      return await work(
        widenAcl({ admin, clientBroker, principal: principalOf(of, 'caller'), victim, token, signal }),
      )
    } finally {
      await admin.close()
    }
  }
  return {
    inject: () => withFault((fault) => fault.inject()),
    heal: () => withFault((fault) => fault.heal()),
  }
}

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
