import { Partitioners } from 'kafkajs'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildKafkaClient, type KafkaClient } from './build-kafka-client.ts'
import type { KafkaLog } from './kafka-log.ts'
import { toKafkaError } from './to-kafka-error.ts'

/** How long the broker gets to fetch a signing key that is new to it. Measured: 33 to 119 ms when it is idle. */
const NEW_KEY_PAUSES_MS = [100, 300]
/** The API key of Produce in Kafka's protocol. */
const PRODUCE = 0

export interface TokenPublisherOptions {
  readonly brokers: readonly string[]
  /** PEM file of the authorities that certificates are verified by; with it TLS is spoken on the loopback too. */
  readonly caFile?: string | undefined
  readonly clientId: string
  readonly log: KafkaLog
  readonly publishLimitMs: number
  readonly token: string
  /** The ids of signing keys with which an authentication has succeeded, shared by all publishers. */
  readonly kidsSeen: { has(kid: string): boolean; set(kid: string, seen: true): unknown }
}

export interface Message {
  readonly topic: string
  readonly key: string
  readonly value: string
  readonly headers: Record<string, string>
  readonly signal: AbortSignal
}

/** A producer that belongs to one token. After a failure it is to be closed, not used again. */
export interface TokenPublisher {
  /** The id of the key that signed the token, as the token says. */
  readonly kid: string | undefined
  send(message: Message): Promise<void>
  /** Lets what is being sent come to its end, then closes the connection. Safe to call twice. */
  close(): Promise<void>
}

/** Opens its connection with the first message. */
export function openTokenPublisher(options: TokenPublisherOptions): TokenPublisher {
  // Below the limit as a whole, so that the broker's silence is noticed by the client itself, which then lets go.
  const requestTimeoutMs = Math.round(options.publishLimitMs * 0.8)
  let producesWritten = 0
  const client = buildKafkaClient({
    brokers: options.brokers,
    caFile: options.caFile,
    clientId: options.clientId,
    log: options.log,
    getToken: () => Promise.resolve(options.token),
    connectTimeoutMs: requestTimeoutMs,
    requestTimeoutMs,
    onRequestWritten: (apiKey) => {
      if (apiKey === PRODUCE) producesWritten += 1
    },
  })
  const producer = client.kafka.producer({
    // With kafkajs's idempotent producer acknowledged messages were lost; the database removes repeats.
    idempotent: false,
    retry: { retries: 0 },
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  const users = new Set<Promise<unknown>>()
  let connected: Promise<void> | undefined
  let closed: Promise<void> | undefined

  const send = async (message: Message): Promise<void> => {
    const before = producesWritten
    const outcome = (async () => {
      connected ??= connect(client, producer, options)
      await connected
      await producer.send({
        topic: message.topic,
        messages: [{ key: message.key, value: message.value, headers: message.headers }],
        acks: -1,
        timeout: requestTimeoutMs,
      })
    })()
    const settled = outcome.catch(() => undefined)
    users.add(settled)
    void settled.then(() => users.delete(settled))
    try {
      await unlessAborted(message.signal, outcome)
    } catch (error) {
      throw withPerhapsSent(error, producesWritten > before)
    }
  }

  return {
    kid: kidOf(options.token),
    send,
    close: () => {
      closed ??= (async () => {
        await Promise.all(users)
        // Also after a failed connect: its socket would keep the process alive for minutes.
        await producer.disconnect().catch(() => undefined)
        client.cut()
      })()
      return closed
    },
  }
}

async function connect(
  client: KafkaClient,
  producer: { connect(): Promise<void>; disconnect(): Promise<void> },
  { token, kidsSeen }: TokenPublisherOptions,
): Promise<void> {
  const kid = kidOf(token)
  const pauses = kid === undefined || kidsSeen.has(kid) ? [] : [...NEW_KEY_PAUSES_MS]
  for (;;) {
    try {
      await producer.connect()
      if (kid !== undefined) kidsSeen.set(kid, true)
      return
    } catch (error) {
      await producer.disconnect().catch(() => undefined)
      client.cut()
      const failure = toKafkaError(error, 'connect')
      const pauseMs = pauses.shift()
      if (pauseMs === undefined || failure.facts['kafkaCode'] !== 58) throw failure
      const { promise, resolve } = Promise.withResolvers<undefined>()
      setTimeout(resolve, pauseMs, undefined)
      await promise
    }
  }
}

/** Reads the key id of a token that need not be valid. It decides only whether to try again. */
function kidOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
    if (typeof header !== 'object' || header === null || !('kid' in header)) return undefined
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}

async function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => {
    const reason = isTimeout(signal) ? 'limit' : 'aborted'
    reject(
      new EasyFlowError('ERR_QUEUE_UNAVAILABLE', `The broker did not answer in time (${reason})`, {
        facts: { reason, brokerAnswered: false },
      }),
    )
  }
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
}

/**
 * A failed send is *perhaps sent* as soon as a produce request was written, whatever the error says: after a
 * lost answer kafkajs reconnects, and its ECONNREFUSED is about that. A refusal is the broker's own word.
 */
function withPerhapsSent(error: unknown, wasWritten: boolean): EasyFlowError {
  const failure = toKafkaError(error, 'publish')
  if (failure.code !== 'ERR_QUEUE_UNAVAILABLE') return failure
  return new EasyFlowError(failure.code, failure.message, {
    cause: error,
    facts: { ...failure.facts, perhapsSent: wasWritten },
  })
}
