import type { Kafka } from 'kafkajs'
import { protocolErrorOf } from './protocol-error-of.ts'

/** What the broker said to a consumer: the messages that it handed out, or a refusal. */
export type ReadAnswer =
  | { readonly ok: true; readonly messages: readonly string[] }
  | { readonly ok: false; readonly code: number; readonly type: string }

/** How long a consumer waits for more before it takes what it has. */
const READ_WITHIN_MS = 3000

/** Reads a topic from its first message on as a member of `group`, `countMax` messages at most. */
export async function readAsMember(
  kafka: Kafka,
  topic: string,
  { group, countMax }: { readonly group: string; readonly countMax: number },
): Promise<ReadAnswer> {
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 6000, retry: { retries: 0 } })
  const messages: string[] = []
  const { promise, resolve } = Promise.withResolvers<ReadAnswer>()
  const patience = setTimeout(() => resolve({ ok: true, messages }), READ_WITHIN_MS)
  consumer.on('consumer.crash', ({ payload }) => resolve({ ok: false, ...protocolErrorOf(payload.error) }))
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        messages.push(`${message.key?.toString() ?? ''} ${message.value?.toString() ?? ''}`)
        if (messages.length >= countMax) resolve({ ok: true, messages })
        return Promise.resolve()
      },
    })
    return await promise
  } catch (error) {
    return { ok: false, ...protocolErrorOf(error) }
  } finally {
    clearTimeout(patience)
    await consumer.disconnect().catch(() => undefined)
  }
}
