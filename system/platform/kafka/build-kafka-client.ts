import type { Socket } from 'node:net'
import { Kafka, logLevel, type LogEntry, type SASLOptions, type Mechanism } from 'kafkajs'
import { brokerTlsOf, connectToBroker } from './connect-to-broker.ts'
import { blotSecrets } from '../log/blot-secrets.ts'
import type { KafkaLog } from './kafka-log.ts'
import { buildStrictOauth } from './strict-oauth.ts'
import { withoutTimeoutWarning } from './without-timeout-warning.ts'

export interface KafkaAdminLogin {
  readonly user: string
  readonly password: string
  /** Default plain. */
  readonly mechanism?: 'plain' | 'scram-sha-256' | 'scram-sha-512'
}

export interface KafkaClientOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  /** PEM file of authorities; with it TLS is spoken on the loopback too. Default: what Node trusts. */
  readonly caFile?: string | undefined
  readonly log: KafkaLog
  /** One of the two: whose token speaks, asked again at each authentication; or the admin's login. */
  readonly getToken?: () => Promise<string>
  readonly admin?: KafkaAdminLogin
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
  /**
   * Ends the connections that wait for messages, now and from now on: for a consumer that has been told to
   * stop, which would otherwise sit out the wait. kafkajs fetches over a connection of its own, so commits and
   * the leaving of the group are not touched; what was on its way comes again.
   */
  readonly cutFetches: () => void
}

/** The API key of a request for messages. */
const FETCH = 1

/**
 * Builds a client of the broker: the one place that configures kafkajs. Opens no connection.
 *
 * Plain text is spoken on the loopback only; any other broker is reached by TLS. Nothing is retried in here:
 * whoever sends knows better.
 */
export function buildKafkaClient(options: KafkaClientOptions): KafkaClient {
  withoutTimeoutWarning()
  const { connectTimeoutMs = 500, requestTimeoutMs = 800, reauthenticateBeforeMs = 1 } = options
  const sockets = new Set<Socket>()
  const fetching = new Set<Socket>()
  let mayFetch = true
  const kafka = new Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    authenticationTimeout: Math.max(connectTimeoutMs, requestTimeoutMs),
    reauthenticationThreshold: reauthenticateBeforeMs,
    retry: { retries: 0 },
    ssl: brokerTlsOf(options),
    sasl: saslOf(options),
    logLevel: options.onCoordinatorError === undefined ? logLevel.WARN : logLevel.DEBUG,
    logCreator: () => (entry) => {
      const hidden = entry.level === logLevel.DEBUG ? coordinatorErrorIn(entry) : undefined
      if (hidden !== undefined) options.onCoordinatorError?.(hidden)
      if (entry.level !== logLevel.DEBUG) passOn(entry, options.log)
    },
    socketFactory: (address) => {
      const socket = connectToBroker(address)
      socket.setKeepAlive(true, 60_000)
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => {
        sockets.delete(socket)
        fetching.delete(socket)
      })
      watchWrites(socket, (apiKey) => {
        options.onRequestWritten?.(apiKey)
        if (apiKey !== FETCH) return
        fetching.add(socket)
        if (!mayFetch) hangUp(socket)
      })
      return socket
    },
  })
  return {
    kafka,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    cutFetches: () => {
      mayFetch = false
      for (const socket of fetching) hangUp(socket)
    },
  }
}

/** With an error: of a socket that is merely closed kafkajs hears nothing, and waits on for its answer. */
const hangUp = (socket: Socket): void => {
  socket.destroy(new Error('No more messages are wanted'))
}

function saslOf({ getToken, admin }: KafkaClientOptions): SASLOptions | Mechanism {
  if (getToken !== undefined && admin === undefined) {
    return { mechanism: 'oauthbearer', authenticationProvider: buildStrictOauth(getToken) }
  }
  if (admin !== undefined && getToken === undefined) {
    const login = { username: admin.user, password: admin.password }
    const { mechanism = 'plain' } = admin
    if (mechanism === 'plain') return { mechanism, ...login }
    return mechanism === 'scram-sha-256' ? { mechanism, ...login } : { mechanism, ...login }
  }
  throw new TypeError('A Kafka client speaks either with a token or as the admin')
}

/** A request is a length (4 bytes), its API key (2 bytes) and the rest; kafkajs writes each in one call. */
function watchWrites(socket: Socket, onRequestWritten: (apiKey: number) => void): void {
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
  log.debug({ namespace, message: blotSecrets(entry.message).slice(0, 300) }, 'kafka-client')
}
