import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '../contracts/error-catalog.ts'
import type { ErrorFacts } from '../contracts/easyflow-error.ts'
import type { Logger } from '../platform/log/build-logger.ts'
import type { LineBudget } from '../platform/log/build-line-budget.ts'
import { withinLogScope, type LogScope } from '../platform/log/log-scope.ts'
import { readTraceparent, type Trace } from './read-traceparent.ts'

/** What is known of one request and its answer: for the log, and for the next hops. */
export interface Exchange {
  readonly requestId: string
  readonly trace: Trace
  /** The route's pattern, never the address that was asked for: that may hold anything. */
  route: string
  /** Of every line about it. The tenant is added once the token has been verified. */
  readonly scope: LogScope
  code: ErrorCode | undefined
  /** What became of it, when its line is to say more than that it ended. */
  outcome: Outcome
}

export interface Outcome {
  readonly event: string
  readonly level?: 'info' | 'warn'
  /** An outcome that a stranger can bring about at will: only some lines a second are written. */
  readonly isCheap?: boolean
  readonly facts?: ErrorFacts
}

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/
const exchanges = new WeakMap<ServerResponse, Exchange>()

/**
 * Begins an exchange and logs one line when it ends, however it ends. Lines that a stranger can cause at will
 * come out of `budget`; the next one that is written says how many were not.
 */
export function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { log, budget }: { readonly log: Pick<Logger, 'info' | 'warn'>; readonly budget: LineBudget },
): Exchange {
  const [theirId = '', ...more] = request.headersDistinct['x-request-id'] ?? []
  const traceparents = request.headersDistinct['traceparent'] ?? []
  const trace = readTraceparent(traceparents.length === 1 ? traceparents[0] : undefined)
  const exchange: Exchange = {
    requestId: more.length === 0 && REQUEST_ID_PATTERN.test(theirId) ? theirId : randomUUID(),
    trace,
    route: 'none',
    scope: { traceId: trace.traceId },
    code: undefined,
    outcome: { event: 'request-ended' },
  }
  exchanges.set(response, exchange)
  const startedAt = performance.now()
  response.once('close', () => {
    const { event, level = 'info', isCheap = exchange.scope.tenantId === undefined, facts } = exchange.outcome
    const suppressed = isCheap ? budget.ask(event) : 0
    if (suppressed === undefined) return
    const line = {
      method: request.method,
      route: exchange.route,
      status: response.statusCode,
      ...(exchange.code === undefined ? {} : { code: exchange.code }),
      ...facts,
      ...(response.writableFinished ? {} : { aborted: true }),
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
      requestId: exchange.requestId,
      ...(suppressed === 0 ? {} : { suppressed }),
    }
    withinLogScope(exchange.scope, () => log[level](line, event))
  })
  return exchange
}

/** @throws {TypeError} when no exchange was begun with this response. */
export function exchangeOf(response: ServerResponse): Exchange {
  const exchange = exchanges.get(response)
  if (exchange === undefined) throw new TypeError('No exchange was begun with this response')
  return exchange
}
