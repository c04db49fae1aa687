import { topicOf } from '../../../system/contracts/names.ts'
import { awaitRead } from '../../probes/await-read.ts'
import { openAdminProbe, openTokenProbe, type Message } from '../../probes/kafka-probe.ts'
import type { Bench } from '../open-bench.ts'

const READ_WITHIN_MS = 20_000

/**
 * Writes messages to the attacker's own topic with his own token, and waits until his worker has read past all of
 * them and is idle.
 *
 * @throws {Error} when the broker takes one of them not, or the worker does not come past them.
 */
export async function publishAndAwait(
  bench: Bench,
  messages: readonly Message[],
  signal: AbortSignal,
  withinMs = READ_WITHIN_MS,
): Promise<void> {
  const { access, attacker: tenant } = bench
  const topic = topicOf(tenant)
  const writer = await openTokenProbe(access.addresses.clientBroker, bench.own)
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    const answer = await writer.produce(topic, messages)
    if (!answer.ok) throw new Error(`The broker did not take the messages: ${answer.type}`)
    await awaitRead(bench, { broker, tenant, offset: await broker.endOffset(topic), withinMs }, signal)
  } finally {
    await Promise.all([writer.close(), broker.close()])
  }
}
