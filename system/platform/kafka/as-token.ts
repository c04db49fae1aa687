import type { Admin } from 'kafkajs'
import { buildKafkaClient } from './build-kafka-client.ts'

export interface TokenConnection {
  readonly brokers: readonly string[]
  /** PEM file of authorities. */
  readonly caFile?: string | undefined
  readonly token: string
  readonly withinMs: number
}

/** Connects with `token` on a connection of its own, tried once, does `work` on it, and closes it. */
export async function asToken<Result>(
  { brokers, caFile, token, withinMs }: TokenConnection,
  clientId: string,
  work: (client: Admin) => Promise<Result>,
): Promise<Result> {
  const { kafka, cut } = buildKafkaClient({
    brokers,
    caFile,
    clientId,
    log: silent,
    getToken: () => Promise.resolve(token),
    connectTimeoutMs: withinMs,
    requestTimeoutMs: withinMs,
  })
  const client = kafka.admin({ retry: { retries: 0 } })
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.disconnect().catch(nothing)
    cut()
  }
}

function nothing(): void {
  // What goes wrong is told by the answer.
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }
