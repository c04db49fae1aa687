import { topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { openAdminProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

/** Deletes a tenant's topic with all that lies in it. Healing makes an empty one of the same name. */
export function deleteTopic(
  { access }: Environment,
  { tenant }: { readonly tenant: TenantId },
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const topic = topicOf(tenant)
  const asAdmin = async <Result>(work: (broker: KafkaProbe) => Promise<Result>): Promise<Result> => {
    const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
    try {
      return await work(broker)
    } finally {
      await broker.close()
    }
  }
  return {
    inject: () =>
      asAdmin(async (broker) => {
        const messages = await broker.endOffset(topic)
        await broker.deleteTopic(topic)
        await waitFor(`${topic} to be gone`, signal, async () => !(await broker.hasTopic(topic)))
        return `the broker no longer lists ${topic}; ${messages} messages are gone with it`
      }),
    heal: () =>
      asAdmin(async (broker) => {
        if (await broker.hasTopic(topic)) return
        await broker.createTopic(topic)
      }),
  }
}
