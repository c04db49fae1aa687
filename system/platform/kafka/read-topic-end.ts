import { buildKafkaClient } from './build-kafka-client.ts'
import { toKafkaError } from './to-kafka-error.ts'

/**
 * Reads how many messages a topic has had, with `token` on a connection of its own.
 *
 * @throws {EasyFlowError} ERR_BROKER_REFUSED with `kafkaCode` 29 when the token's principal may not; ERR_QUEUE_UNAVAILABLE.
 */
export async function readTopicEnd(
  topic: string,
  options: {
    readonly brokers: readonly string[]
    /** PEM file of authorities. */
    readonly caFile?: string | undefined
    readonly token: string
    readonly withinMs: number
  },
): Promise<number> {
  const { kafka, cut } = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: 'easyflow-canary-probe',
    log: silent,
    getToken: () => Promise.resolve(options.token),
    connectTimeoutMs: options.withinMs,
    requestTimeoutMs: options.withinMs,
  })
  const client = kafka.admin({ retry: { retries: 0 } })
  try {
    await client.connect()
    const partitions = await client.fetchTopicOffsets(topic)
    return partitions.reduce((sum, { high }) => sum + Number(high), 0)
  } catch (error) {
    throw toKafkaError(error, 'tell the end of a topic')
  } finally {
    await client.disconnect().catch(nothing)
    cut()
  }
}

function nothing(): void {
  // What goes wrong is told by the answer.
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }
