import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Kafka, logLevel, type LogEntry, type SASLOptions, type Mechanism } from 'kafkajs'
import type { KafkaLog } from './kafka-log.ts'
import { isLoopback } from './parse-brokers.ts'
import { buildStrictOauth } from './strict-oauth.ts'
import { withoutTimeoutWarning } from './without-timeout-warning.ts'

export interface KafkaClientOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly log: KafkaLog
  /** One of the two: whose token speaks, asked again at each authentication; or the admin's login. */
  readonly getToken?: () => Promise<string>
  readonly admin?: { readonly user: string; readonly password: string }
  /** Default 500. */
  readonly connectTimeoutMs?: number
  /** Default 800: a paused broker is noticed within a second. */
  readonly requestTimeoutMs?: number
  /** Re-authenticates when a session has less left than this. Default 1: never before its end. */
  readonly reauthenticateBeforeMs?: number
  /** Told of each request as it is written to a socket, by its Kafka API key (0 is Produce). */
  readonly onRequestWritten?: (apiKey: number) => void
  /**
   * Told of what a broker answered to the search for a group's coordinator: kafkajs throws
   * KafkaJSGroupCoordinatorNotFound without it, so that a refusal (30) looks like an outage.
   */
  readonly onCoordinatorError?: (error: unknown) => void
}

export interface KafkaClient {
  readonly kafka: Kafka
  /** Ends all connections at once, whatever is in flight. `disconnect()` of a producer waits for answers. */
  readonly cut: () => void
}

/**
 * Builds a client of the broker: the one place that configures kafkajs. Opens no connection.
 *
 * Plain text is spoken on the loopback only; any other broker is reached by TLS. Nothing is retried in here:
 * whoever sends knows better.
 */
export function buildKafkaClient(options: KafkaClientOptions): KafkaClient {
  withoutTimeoutWarning()
  const { connectTimeoutMs = 500, requestTimeoutMs = 800, reauthenticateBeforeMs = 1 } = options
  const sockets = new Set<ReturnType<typeof connect>>()
  const kafka = new Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    authenticationTimeout: Math.max(connectTimeoutMs, requestTimeoutMs),
    reauthenticationThreshold: reauthenticateBeforeMs,
    retry: { retries: 0 },
    ssl: !options.brokers.every(isLoopback),
    sasl: saslOf(options),
    logLevel: options.onCoordinatorError === undefined ? logLevel.WARN : logLevel.DEBUG,
    logCreator: () => (entry) => {
      const hidden = entry.level === logLevel.DEBUG ? coordinatorErrorIn(entry) : undefined
      if (hidden !== undefined) options.onCoordinatorError?.(hidden)
      if (entry.level !== logLevel.DEBUG) passOn(entry, options.log)
    },
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const socket = ssl
        ? connectTls({ ...ssl, host, port, servername: host }, onConnect)
        : connect({ host, port }, onConnect)
      socket.setKeepAlive(true, 60_000)
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      if (options.onRequestWritten !== undefined) watchWrites(socket, options.onRequestWritten)
      return socket
    },
  })
  return {
    kafka,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function saslOf({ getToken, admin }: KafkaClientOptions): SASLOptions | Mechanism {
  if (getToken !== undefined && admin === undefined) {
    return { mechanism: 'oauthbearer', authenticationProvider: buildStrictOauth(getToken) }
  }
  if (admin !== undefined && getToken === undefined) {
    return { mechanism: 'plain', username: admin.user, password: admin.password }
  }
  throw new TypeError('A Kafka client speaks either with a token or as the admin')
}

/** A request is a length (4 bytes), its API key (2 bytes) and the rest; kafkajs writes each in one call. */
function watchWrites(socket: ReturnType<typeof connect>, onRequestWritten: (apiKey: number) => void): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  socket.write = (...args: unknown[]): boolean => {
    const [chunk] = args
    if (Buffer.isBuffer(chunk) && chunk.length >= 6) onRequestWritten(chunk.readInt16BE(4))
    return write(...args)
  }
}

/** Its debug log is the only place where kafkajs tells. */
function coordinatorErrorIn({ log: entry }: LogEntry): unknown {
  return entry.message === 'Tried to find group coordinator' ? (entry['error'] as unknown) : undefined
}

function passOn({ level, namespace, log: entry }: LogEntry, log: KafkaLog): void {
  // What failed is reported by whoever asked for it; kafkajs's own account of it is only for looking closer.
  if (level === logLevel.INFO) return
  log.debug({ namespace, message: withoutTokens(entry.message) }, 'kafka-client')
}

function withoutTokens(text: string): string {
  return text.replaceAll(/[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[token]').slice(0, 300)
}
