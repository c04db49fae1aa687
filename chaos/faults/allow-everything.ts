import { z } from 'zod'
import { principalOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { AclOf } from '../probes/kafka-acls.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'
import { setAcls } from './set-acls.ts'

export const allowEverythingOptions = z.strictObject({ to: tenantOption })

/** Gives a tenant's callers every right over every topic, group, transactional id and the cluster itself. */
export function allowEverything(
  { access }: Environment,
  { to }: z.infer<typeof allowEverythingOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const entry = { principal: principalOf(to, 'caller'), pattern: 'literal', operations: ['all'] } as const
  const acls: readonly AclOf[] = [
    { ...entry, resource: 'topic', name: '*' },
    { ...entry, resource: 'group', name: '*' },
    { ...entry, resource: 'transactional-id', name: '*' },
    { ...entry, resource: 'cluster', name: 'kafka-cluster' },
  ]
  /** To see all access lists takes a right over the cluster, the last that was given. */
  const isOpen = async (): Promise<boolean> => {
    const probe = await openTokenProbe(access.addresses.clientBroker, await access.tokenOf(to))
    try {
      return await probe.acls().then(
        () => true,
        () => false,
      )
    } finally {
      await probe.close()
    }
  }
  return {
    async inject() {
      await setAcls(access, acls, true)
      await waitFor(`${entry.principal} to be let into everything`, signal, isOpen)
      return `the broker shows ${entry.principal} all access lists`
    },
    async heal() {
      await setAcls(access, acls, false)
      // Not the run's signal: an aborted run is healed as well.
      await waitFor(
        `${entry.principal} to be kept out`,
        new AbortController().signal,
        async () => !(await isOpen()),
      )
    },
  }
}
