import { groupOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { callHttp, readPath } from '../probes/call-http.ts'
import type { KafkaProbe, Message } from '../probes/kafka-probe.ts'
import { waitFor } from '../wait-for.ts'
import type { ProofContext } from './proof-context.ts'

/** A tenant's topic: who writes to it, and the worker that reads it. */
export interface TopicReader {
  readonly broker: KafkaProbe
  readonly workerUrl: string
  readonly tenant: TenantId
}

/** Writes messages as the superuser, and waits until the tenant's worker has read every one of them and is idle. */
export async function injectMessages(
  context: ProofContext,
  { broker, workerUrl, tenant }: TopicReader,
  fault: string,
  messages: readonly Message[],
): Promise<void> {
  const topic = topicOf(tenant)
  const before = await broker.endOffset(topic)
  // Poison goes one by one: a batch would be refused as a whole.
  const batches = messages.length > 100 ? [messages] : messages.map((message) => [message])
  for (const batch of batches) {
    const answer = await broker.produce(topic, batch)
    if (!answer.ok) throw new Error(`The broker did not take a message of ${fault}: ${answer.type}`)
  }
  const after = await broker.endOffset(topic)
  if (after - before < messages.length)
    throw new Error(`${fault}: fewer messages in the log than were written`)
  await waitFor(
    `${tenant}'s group to read past offset ${after}`,
    context.signal,
    async () => (await broker.committedOffset(groupOf(tenant), topic)) >= after,
  )
  // Read is not yet worked on: only an idle worker has done with all of them what it is going to do.
  await waitFor('the worker to be idle', context.signal, async () => {
    const health = await callHttp(workerUrl, { method: 'GET', path: '/health/ready' })
    return readPath(health.json, `tenants.${tenant}.active`) === 0
  })
  context.notes.faults.push({
    fault,
    evidence: `${messages.length} messages lie in ${topic} between offsets ${before} and ${after}, and ${tenant}'s worker has read past them`,
  })
  context.onProgress(`${fault}: ${messages.length} messages written and read`)
}
