import { topicOf } from '../../contracts/names.ts'
import { buildKafkaClient } from '../../platform/kafka/build-kafka-client.ts'
import { toKafkaError } from '../../platform/kafka/to-kafka-error.ts'
import { eventually } from '../eventually.ts'
import { acme, globex, silentLog } from '../kafka-world.ts'

/** What the broker made of a token: refused, in words or by closing the connection, or which topics it opens. */
export type BrokerAnswer =
  | { readonly accepted: false; readonly how: 'in words' | 'closed' }
  | { readonly accepted: true; readonly opens: readonly string[] }

export type AskBroker = (token: string) => Promise<BrokerAnswer>

const WITHIN_MS = 5000
/** Longer than the broker's tolerance: by then it refuses in words a token that was just about to end. */
const CLOSED_FOR_MS = 4000
const ANSWERED_WITHIN_MS = 15_000
/** The API key of the request that a token goes with. */
const SASL_AUTHENTICATE = 36

/**
 * Asks a real broker, on a connection of its own for each token. A connection that it closes is no answer, for that is what
 * a broken broker does, too; so it is asked again. It has refused when it closes each connection in answer to
 * the token, for longer than a token that is about to end explains, and takes a good token right then.
 *
 * @param makeGood makes a token that the broker has to accept.
 * @throws {Error} when it says nothing, to the good one either, for fifteen seconds.
 */
export function buildBrokerJudge(brokers: readonly string[], makeGood: () => string): AskBroker {
  return (token) => {
    let closedSince: number | undefined
    return eventually(
      'the broker to say what it makes of a token',
      async (): Promise<BrokerAnswer | undefined> => {
        const answer = await askOnce(brokers, token)
        if (answer !== 'closed') return answer
        closedSince ??= Date.now()
        if (Date.now() - closedSince < CLOSED_FOR_MS) return undefined
        const good = await askOnce(brokers, makeGood())
        return good !== 'closed' && good.accepted ? { accepted: false, how: 'closed' } : undefined
      },
      { withinMs: ANSWERED_WITHIN_MS, everyMs: 500 },
    )
  }
}

async function askOnce(brokers: readonly string[], token: string): Promise<BrokerAnswer | 'closed'> {
  let lastWritten: number | undefined
  const { kafka, cut } = buildKafkaClient({
    brokers,
    clientId: 'token-fuzz',
    log: silentLog,
    getToken: () => Promise.resolve(token),
    connectTimeoutMs: WITHIN_MS,
    requestTimeoutMs: WITHIN_MS,
    onRequestWritten: (apiKey) => (lastWritten = apiKey),
  })
  const client = kafka.admin({ retry: { retries: 0 } })
  let isIn = false
  try {
    await client.connect()
    isIn = true
    const opens: string[] = []
    for (const tenant of [acme, globex]) {
      if (await mayDescribe(client, topicOf(tenant))) opens.push(tenant)
    }
    return { accepted: true, opens }
  } catch (error) {
    const failure = toKafkaError(error, 'connect')
    if (failure.facts['kafkaCode'] === 58) return { accepted: false, how: 'in words' }
    const isClosed = failure.facts['reason'] === 'KafkaJSConnectionClosedError'
    // Once it is in, its session may be over before it has begun: the tolerance lets such a token in.
    if (isClosed && (isIn || lastWritten === SASL_AUTHENTICATE)) return 'closed'
    throw failure
  } finally {
    await client.disconnect().catch(() => undefined)
    cut()
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
    if (failure.facts['kafkaCode'] === 29) return false
    throw failure
  }
}
