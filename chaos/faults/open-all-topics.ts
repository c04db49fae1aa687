import { z } from 'zod'
import { principalOf, topicOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { AclOf } from '../probes/kafka-acls.ts'
import { openTokenProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'
import { setAcls } from './set-acls.ts'

export const openAllTopicsOptions = z.strictObject({ to: tenantOption })

/** What the names of all tenants' topics and groups begin with. */
const PREFIX = 'tenant_'

/**
 * Gives a tenant's callers one ACL by prefix instead of one by name: they may write to and read from the topics
 * of all tenants, and join any group.
 */
export function openAllTopics(
  { access }: Environment,
  { to }: z.infer<typeof openAllTopicsOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const principal = principalOf(to, 'caller')
  const entry = { principal, pattern: 'prefixed', name: PREFIX } as const
  const acls: readonly AclOf[] = [
    { ...entry, resource: 'topic', operations: ['write', 'read', 'describe'] },
    { ...entry, resource: 'group', operations: ['read'] },
  ]
  const topics = access.tenants.filter((tenant) => tenant !== to).map(topicOf)
  const asCaller = async <Result>(work: (probe: KafkaProbe) => Promise<Result>): Promise<Result> => {
    const probe = await openTokenProbe(access.addresses.clientBroker, await access.tokenOf(to))
    try {
      return await work(probe)
    } finally {
      await probe.close()
    }
  }
  /** How many of the others' topics it can describe, which needs a leave as well and leaves nothing behind. */
  const countOpen = (): Promise<number> =>
    asCaller(async (probe) => {
      const seen = await Promise.all(
        topics.map((topic) =>
          probe.endOffset(topic).then(
            () => true,
            () => false,
          ),
        ),
      )
      return seen.filter(Boolean).length
    })
  return {
    async inject() {
      await setAcls(access, acls, true)
      await waitFor(
        `${principal} to be let into every topic`,
        signal,
        async () => (await countOpen()) === topics.length,
      )
      return `the broker shows ${principal} the topics of ${topics.length} other tenants`
    },
    async heal() {
      await setAcls(access, acls, false)
      // Not the run's signal: an aborted run is healed as well.
      await waitFor(
        `${principal} to be kept out`,
        new AbortController().signal,
        async () => (await countOpen()) === 0,
      )
    },
  }
}
