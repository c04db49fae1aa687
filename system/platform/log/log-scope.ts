import { AsyncLocalStorage } from 'node:async_hooks'
import type { TenantId } from '../../contracts/tenant-id.ts'

/** What a piece of work is done for. Every line logged within it says so, and so do its calls of the database. */
export interface LogScope {
  /** 32 lower-case hexadecimal digits, not all of them 0. */
  readonly traceId: string
  /** Set once a token has been verified, and by nothing else. */
  tenantId?: TenantId
  executionId?: string
}

const scopes = new AsyncLocalStorage<LogScope>()

/** Runs `work`, and all that it starts, in a scope. Scopes do not add up: an inner one takes the outer one's place. */
export function withinLogScope<Result>(scope: LogScope, work: () => Result): Result {
  return scopes.run(scope, work)
}

/** The scope of the work that asks, if it has one. */
export function currentLogScope(): LogScope | undefined {
  return scopes.getStore()
}
