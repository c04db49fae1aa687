import { asToken, type TokenConnection } from './as-token.ts'
import { toKafkaError } from './to-kafka-error.ts'

/**
 * Reads how many messages a topic has had, with a token on a connection of its own.
 *
 * @throws {EasyFlowError} ERR_BROKER_REFUSED with `kafkaCode` 29 when the token's principal may not; ERR_QUEUE_UNAVAILABLE.
 */
export async function readTopicEnd(topic: string, connection: TokenConnection): Promise<number> {
  try {
    return await asToken(connection, 'easyflow-canary-probe', async (client) => {
      const partitions = await client.fetchTopicOffsets(topic)
      return partitions.reduce((sum, { high }) => sum + Number(high), 0)
    })
  } catch (error) {
    throw toKafkaError(error, 'tell the end of a topic')
  }
}
