import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { asToken, type TokenConnection } from './as-token.ts'
import { toKafkaError } from './to-kafka-error.ts'

/**
 * Authenticates with a token on a connection of its own, and closes it.
 *
 * @returns whether the broker accepted it.
 * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE when it did not say.
 */
export async function isAcceptedByBroker(connection: TokenConnection): Promise<boolean> {
  try {
    return await asToken(connection, 'easyflow-key-probe', () => Promise.resolve(true))
  } catch (error) {
    const failure = toKafkaError(error, 'connect')
    if (failure instanceof EasyFlowError && failure.facts['kafkaCode'] === 58) return false
    throw failure
  }
}
