import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '../contracts/error-catalog.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import type { Logger } from '../platform/log/build-logger.ts'
import { readTraceparent, type Trace } from './read-traceparent.ts'

/** What is known of one request and its answer: for the log, and for the next hops. */
export interface Exchange {
  readonly requestId: string
  readonly trace: Trace
  /** The route's pattern, never the address that was asked for: that may hold anything. */
  route: string
  tenant: TenantId | undefined
  code: ErrorCode | undefined
}

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/
const exchanges = new WeakMap<ServerResponse, Exchange>()

/** Begins an exchange and logs one line when it ends, however it ends. */
export function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  log: Pick<Logger, 'info'>,
): Exchange {
  const [theirId = '', ...more] = request.headersDistinct['x-request-id'] ?? []
  const traceparents = request.headersDistinct['traceparent'] ?? []
  const exchange: Exchange = {
    requestId: more.length === 0 && REQUEST_ID_PATTERN.test(theirId) ? theirId : randomUUID(),
    trace: readTraceparent(traceparents.length === 1 ? traceparents[0] : undefined),
    route: 'none',
    tenant: undefined,
    code: undefined,
  }
  exchanges.set(response, exchange)
  const startedAt = performance.now()
  response.once('close', () => {
    log.info(
      {
        method: request.method,
        route: exchange.route,
        status: response.statusCode,
        ...(exchange.tenant === undefined ? {} : { tenant: exchange.tenant }),
        ...(exchange.code === undefined ? {} : { code: exchange.code }),
        ...(response.writableFinished ? {} : { aborted: true }),
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        traceId: exchange.trace.traceId,
        requestId: exchange.requestId,
      },
      'request-ended',
    )
  })
  return exchange
}

/** @throws {TypeError} when no exchange was begun with this response. */
export function exchangeOf(response: ServerResponse): Exchange {
  const exchange = exchanges.get(response)
  if (exchange === undefined) throw new TypeError('No exchange was begun with this response')
  return exchange
}
