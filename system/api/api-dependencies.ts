import type { IncomingMessage } from 'node:http'
import type { Hint } from '../contracts/hint.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import type { Identity } from '../contracts/token.ts'
import type { Logger } from '../platform/log/build-logger.ts'
import type { ExecutionStore } from './execution-store.ts'

/** Says whose request this is, or throws ERR_TOKEN_MISSING, ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED, ERR_FORBIDDEN. */
export type Authenticate = (request: IncomingMessage) => Promise<Identity>

export interface HintPublisher {
  /** @throws {EasyFlowError} ERR_BROKER_REFUSED or ERR_QUEUE_UNAVAILABLE. */
  publish(identity: Identity, hint: Hint, options: { readonly traceparent: string }): Promise<void>
  /** True while the broker is known to be down. */
  isOpen(): boolean
}

export interface RateDecision {
  readonly isWithin: boolean
  /** To be sent with the answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly retryAfterSeconds: number
}

export interface RateLimits {
  /** Counts one request of a tenant. */
  countRequest(tenant: TenantId): Promise<RateDecision>
  /** Counts one failed authentication from an address. */
  countFailure(address: string): Promise<RateDecision>
}

/** All that the api is made of. Replace one part to see what the others do without it. */
export interface ApiDependencies {
  readonly authenticate: Authenticate
  readonly store: ExecutionStore
  readonly publisher: HintPublisher
  readonly rateLimits: RateLimits
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly newExecutionId: () => string
  /** How long after being accepted a realtime execution may still be started. */
  readonly startWithinMs: number
  /** Rejects when the database does not answer. */
  readonly checkDatabase: () => Promise<void>
  /** True once the process is stopping: it is no longer ready. */
  readonly isStopping: () => boolean
}
