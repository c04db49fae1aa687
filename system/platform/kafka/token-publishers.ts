import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { Hint } from '../../contracts/hint.ts'
import { topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { TOKEN_LIFETIME_MAX_SECONDS, type Identity } from '../../contracts/token.ts'
import { buildBrokerBreaker } from './broker-breaker.ts'
import type { KafkaLog } from './kafka-log.ts'
import { openTokenPublisher, type TokenPublisher } from './open-token-publisher.ts'

export interface TokenPublishersOptions {
  readonly brokers: readonly string[]
  /** PEM file of the authorities that certificates are verified by; with it TLS is spoken on the loopback too. */
  readonly caFile?: string | undefined
  /** Tokens with an open connection at most; the least recently used gives way. */
  readonly clientsMax: number
  /** From the call to the broker's answer or to giving up, whatever it takes in between. */
  readonly publishLimitMs: number
  readonly log: KafkaLog
  readonly clientId: string
}

export interface PublishOptions {
  readonly traceparent?: string
  readonly signal?: AbortSignal
  /** Whose topic. Default: the tenant of the identity's claims. The broker decides by the token. */
  readonly tenant?: TenantId
}

export interface TokenPublishers {
  /**
   * Puts a hint on the tenant's topic over a connection that this very token opened, and no other ever uses.
   *
   * @throws {EasyFlowError} ERR_BROKER_REFUSED with `kafkaError` and `kafkaCode`, or ERR_QUEUE_UNAVAILABLE
   *   with `perhapsSent`: false only if nothing of the hint was written to a socket.
   */
  publish(identity: Identity, hint: Hint, options?: PublishOptions): Promise<void>
  /** True while the broker is known to be down: `publish` would fail without trying. */
  isOpen(): boolean
  /** Closes the connections of tokens that a removed key signed: the broker would let them live to the token's end. */
  closeSignedBy(kid: string): void
  /** Closes all connections. Safe to call twice; `publish` fails from now on. */
  close(): Promise<void>
}

/** Builds publishers, one for each token. Opens no connection before the first hint. */
export function buildTokenPublishers(options: TokenPublishersOptions): TokenPublishers {
  const breaker = buildBrokerBreaker()
  const closing = new Set<Promise<void>>()
  let isClosed = false
  // A key the broker has not seen yet fails the first authentication that names it, while it is fetched.
  const kidsSeen = new LRUCache<string, true>({ max: 32 })
  const publishers = new LRUCache<string, TokenPublisher>({
    max: options.clientsMax,
    ttl: TOKEN_LIFETIME_MAX_SECONDS * 1000,
    ttlAutopurge: true,
    dispose: (publisher) => {
      const closed = publisher.close()
      closing.add(closed)
      void closed.finally(() => closing.delete(closed))
    },
  })

  const publisherOf = (identity: Identity): { key: string; publisher: TokenPublisher } => {
    const key = createHash('sha256').update(identity.token).digest('base64')
    const known = publishers.get(key)
    if (known !== undefined) return { key, publisher: known }
    const publisher = openTokenPublisher({ ...options, token: identity.token, kidsSeen })
    publishers.set(key, publisher, { ttl: lifeLeftMs(identity) })
    return { key, publisher }
  }

  return {
    publish: async (identity, hint, { traceparent, signal, tenant } = {}) => {
      if (isClosed) throw new EasyFlowError('ERR_SHUTTING_DOWN', 'The publishers are closed')
      await breaker.run(async () => {
        const { key, publisher } = publisherOf(identity)
        try {
          await publisher.send({
            topic: topicOf(tenant ?? identity.claims.tenant),
            key: hint.executionId,
            value: JSON.stringify(hint),
            headers: traceparent === undefined ? {} : { traceparent },
            signal: limited(options.publishLimitMs, signal),
          })
        } catch (error) {
          // Also after a refusal: kafkajs would ask for that topic again with each later request.
          if (publishers.peek(key) === publisher) publishers.delete(key)
          throw sessionHasEnded(error, identity) ? refusal(error) : error
        }
      })
    },
    isOpen: () => breaker.isOpen(),
    closeSignedBy: (kid) => {
      for (const [key, publisher] of publishers.entries()) {
        if (publisher.kid === kid) publishers.delete(key)
      }
    },
    close: async () => {
      isClosed = true
      publishers.clear()
      await Promise.all(closing)
    },
  }
}

/** An expiry that makes no sense comes from a token that nobody has verified: it is kept for a second. */
function lifeLeftMs({ claims }: Identity): number {
  const left = Math.ceil(claims.exp * 1000 - Date.now())
  if (!Number.isFinite(left) || left < 1) return 1000
  return Math.min(left, TOKEN_LIFETIME_MAX_SECONDS * 1000)
}

/**
 * The broker allows two seconds for clocks that differ: a token that has just run out still authenticates, but
 * its session is over, so that the connection ends with the first request. That must not look like an outage:
 * three of them would shut the door for every tenant.
 */
function sessionHasEnded(error: unknown, { claims }: Identity): boolean {
  if (!(error instanceof EasyFlowError) || error.facts['perhapsSent'] !== false) return false
  return error.facts['reason'] === 'KafkaJSConnectionClosedError' && claims.exp * 1000 <= Date.now()
}

function refusal(cause: unknown): EasyFlowError {
  return new EasyFlowError('ERR_BROKER_REFUSED', "The broker ended the session with its token's life", {
    cause,
    facts: { kafkaError: 'session_ended', layer: 'broker' },
  })
}

function limited(limitMs: number, signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(limitMs)
  return signal === undefined ? limit : AbortSignal.any([limit, signal])
}
