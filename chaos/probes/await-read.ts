import { groupOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { waitFor } from '../wait-for.ts'
import { callHttp, readPath } from './call-http.ts'
import type { KafkaProbe } from './kafka-probe.ts'

/**
 * Waits until a tenant's worker has read its topic up to an offset and is idle.
 *
 * @throws {Error} when it has not within `withinMs`.
 */
export async function awaitRead(
  { access, stage }: Environment,
  of: {
    readonly broker: KafkaProbe
    readonly tenant: TenantId
    readonly offset: number
    readonly withinMs: number
  },
  signal: AbortSignal,
): Promise<void> {
  const { broker, tenant, offset, withinMs } = of
  await waitFor(
    `${tenant}'s group to read past offset ${offset}`,
    signal,
    async () => (await broker.committedOffset(groupOf(tenant), topicOf(tenant))) >= offset,
    withinMs,
  )
  // Read is not yet worked on: only an idle worker has done with all of them what it is going to do.
  await waitFor('the worker to be idle', signal, async () => {
    const url = stage.worker()?.url ?? access.addresses.workerUrl
    const health = await callHttp(url, { method: 'GET', path: '/health/ready' })
    return readPath(health.json, 'active') === 0
  })
}
