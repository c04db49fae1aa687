import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildKafkaClient } from './build-kafka-client.ts'
import { toKafkaError } from './to-kafka-error.ts'

/**
 * Authenticates with `token` on a connection of its own, and closes it.
 *
 * @returns whether the broker accepted it.
 * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE when it did not say.
 */
export async function isAcceptedByBroker(options: {
  readonly brokers: readonly string[]
  /** PEM file of authorities. */
  readonly caFile?: string | undefined
  readonly token: string
  readonly withinMs: number
}): Promise<boolean> {
  const { kafka, cut } = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: 'easyflow-key-probe',
    log: silent,
    getToken: () => Promise.resolve(options.token),
    connectTimeoutMs: options.withinMs,
    requestTimeoutMs: options.withinMs,
  })
  const client = kafka.admin({ retry: { retries: 0 } })
  try {
    await client.connect()
    return true
  } catch (error) {
    const failure = toKafkaError(error, 'connect')
    if (failure instanceof EasyFlowError && failure.facts['kafkaCode'] === 58) return false
    throw failure
  } finally {
    await client.disconnect().catch(nothing)
    cut()
  }
}

function nothing(): void {
  // What goes wrong is told by the answer.
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }
