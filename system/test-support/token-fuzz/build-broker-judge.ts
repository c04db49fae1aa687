import { topicOf } from '../../contracts/names.ts'
import { buildKafkaClient } from '../../platform/kafka/build-kafka-client.ts'
import { toKafkaError } from '../../platform/kafka/to-kafka-error.ts'
import { acme, globex, silentLog } from '../kafka-world.ts'

/** What the broker made of a token: refused, or which tenants' topics it opens. */
export type BrokerAnswer =
  { readonly accepted: false } | { readonly accepted: true; readonly opens: readonly string[] }

export type AskBroker = (token: string) => Promise<BrokerAnswer>

const WITHIN_MS = 5000

/** Asks a real broker, on a connection of its own for each token. */
export function buildBrokerJudge(brokers: readonly string[]): AskBroker {
  return async (token) => {
    const { kafka, cut } = buildKafkaClient({
      brokers,
      clientId: 'token-fuzz',
      log: silentLog,
      getToken: () => Promise.resolve(token),
      connectTimeoutMs: WITHIN_MS,
      requestTimeoutMs: WITHIN_MS,
    })
    const client = kafka.admin({ retry: { retries: 0 } })
    try {
      await client.connect()
      const opens: string[] = []
      for (const tenant of [acme, globex]) {
        if (await mayDescribe(client, topicOf(tenant))) opens.push(tenant)
      }
      return { accepted: true, opens }
    } catch (error) {
      const failure = toKafkaError(error, 'connect')
      if (failure.facts['kafkaCode'] === 58) return { accepted: false }
      throw failure
    } finally {
      await client.disconnect().catch(() => undefined)
      cut()
    }
  }
}

async function mayDescribe(
  client: { fetchTopicMetadata: (of: { topics: string[] }) => Promise<unknown> },
  topic: string,
): Promise<boolean> {
  try {
    await client.fetchTopicMetadata({ topics: [topic] })
    return true
  } catch (error) {
    const failure = toKafkaError(error, topic)
    // A token that the clock tolerance let in: its session is over before it has begun.
    if (failure.facts['reason'] === 'KafkaJSConnectionClosedError') return false
    if (failure.facts['kafkaCode'] === 29) return false
    throw failure
  }
}
