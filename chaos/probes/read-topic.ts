import kafkajs from 'kafkajs'

const { Kafka, logLevel } = kafkajs

export interface ReadMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: Buffer | null
  /** Milliseconds since the epoch, as whoever wrote it says. */
  readonly writtenAt: number
}

export interface ReadTopicsOptions {
  readonly broker: string
  /** A super user on the listener for administrators. */
  readonly login: { readonly user: string; readonly password: string }
  readonly topics: readonly string[]
  /** Of the group that reads; it is removed afterwards. */
  readonly group: string
  readonly withinMs: number
}

/**
 * Reads every message of topics, from the first offset that is left to the end as it is now.
 *
 * @throws {Error} when the broker does not answer, or the end is not reached in time.
 */
export async function readTopics(options: ReadTopicsOptions): Promise<readonly ReadMessage[]> {
  const { topics, group, login } = options
  const kafka = new Kafka({
    clientId: 'easyflow-chaos',
    brokers: [options.broker],
    sasl: { mechanism: 'plain', username: login.user, password: login.password },
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 3000,
    retry: { retries: 2 },
  })
  const admin = kafka.admin()
  const consumer = kafka.consumer({
    groupId: group,
    maxWaitTimeInMs: 100,
    retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
  })
  try {
    await admin.connect()
    const remaining = await readEnds(admin, topics)
    if (remaining.size === 0) return []
    const found = await readUntil(consumer, { topics, remaining, withinMs: options.withinMs })
    return found
  } finally {
    await consumer.disconnect().catch(() => undefined)
    // A group that never came to be cannot be removed.
    await admin.deleteGroups([group]).catch(() => undefined)
    await admin.disconnect().catch(() => undefined)
  }
}

/** The offset after the last message of every partition that has any. */
async function readEnds(admin: kafkajs.Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const ends = new Map<string, number>()
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) ends.set(`${topic}/${partition}`, Number(high))
    }
  }
  return ends
}

async function readUntil(
  consumer: kafkajs.Consumer,
  wanted: {
    readonly topics: readonly string[]
    readonly remaining: Map<string, number>
    readonly withinMs: number
  },
): Promise<readonly ReadMessage[]> {
  const { remaining, withinMs } = wanted
  const found: ReadMessage[] = []
  const end = Promise.withResolvers<void>()
  const timer = setTimeout(
    () =>
      end.reject(new Error(`${[...remaining.keys()].join(', ')} not read to the end within ${withinMs} ms`)),
    withinMs,
  )
  consumer.on('consumer.crash', ({ payload }) => end.reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...wanted.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch: { topic, partition, messages } }) => {
        for (const { offset, value, timestamp } of messages)
          found.push({ topic, partition, offset: Number(offset), value, writtenAt: Number(timestamp) })
        const place = `${topic}/${partition}`
        const last = Number(messages.at(-1)?.offset ?? -1)
        if (last + 1 >= (remaining.get(place) ?? Number.POSITIVE_INFINITY)) remaining.delete(place)
        if (remaining.size === 0) end.resolve()
        return Promise.resolve()
      },
    })
    await end.promise
    return found
  } finally {
    clearTimeout(timer)
  }
}
