import { buildKafkaClient, type KafkaAdminLogin } from './build-kafka-client.ts'

export interface ProbeOptions extends KafkaAdminLogin {
  /** Of the INTERNAL listener. */
  readonly brokers: readonly string[]
  /** PEM file of the authorities that certificates are verified by; with it TLS is spoken on the loopback too. */
  readonly caFile?: string | undefined
  /** For connecting, and again for the answer. */
  readonly timeoutMs: number
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/**
 * Asks the broker, as its administrator, who is in the cluster. Resolves once it answers with a broker and
 * a controller, which is when topics can be made.
 *
 * @throws whatever the client throws when it does not answer in time.
 */
export async function probeBroker(options: ProbeOptions): Promise<void> {
  const { kafka, cut } = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: 'easyflow-probe',
    log: silent,
    admin: options,
    connectTimeoutMs: options.timeoutMs,
    requestTimeoutMs: options.timeoutMs,
  })
  const admin = kafka.admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    const { brokers, controller } = await admin.describeCluster()
    if (brokers.length === 0 || controller === null) throw new Error('The cluster has no leader yet')
  } finally {
    await admin.disconnect().catch(nothing)
    cut()
  }
}

function nothing(): void {
  // What goes wrong is told by the error that `probeBroker` throws.
}
