import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { buildLineBudget } from '../platform/log/build-line-budget.ts'
import type { Logger } from '../platform/log/build-logger.ts'
import { buildProvider, type ProviderOptions } from './build-provider.ts'

/** All that the issuer answers to. What else the provider library could do is not reachable. */
const OFFERED = new Set(['GET /.well-known/openid-configuration', 'GET /jwks', 'POST /token'])

/** Lines about refused tokens. */
const REFUSALS_PER_SECOND = 20

/** Builds the issuer's HTTP application. Opens no port and reads no environment. */
export function buildIssuer(options: ProviderOptions & { readonly log: Logger }): RequestListener {
  const provider = buildProvider(options)
  const budget = buildLineBudget({ perSecond: REFUSALS_PER_SECOND, now: Date.now })
  const { host } = new URL(options.issuer)
  provider.on('grant.success', (ctx) => {
    options.log.info({ clientId: ctx.oidc.client?.clientId }, 'token-issued')
  })
  provider.on('grant.error', (ctx, error) => {
    // A stranger can cause these at will. The error is the protocol's word; its description may quote.
    const suppressed = budget.ask('token-refused')
    if (suppressed === undefined) return
    const reason = /^[a-z_]{1,40}$/.test(error.message) ? error.message : 'other'
    options.log.warn({ clientId: ctx.oidc.client?.clientId, reason, suppressed }, 'token-refused')
  })
  provider.on('server_error', (_ctx, error) => {
    options.log.error({ err: error }, 'request-failed')
  })
  const answer = provider.callback()
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1)
    if (request.method === 'GET' && path.startsWith('/health/')) answerHealth(path, response)
    else if (!OFFERED.has(`${request.method ?? ''} ${path}`)) refuse(request, response)
    else {
      // The library builds the addresses it publishes from this header, which belongs to the client.
      request.headers.host = host
      answer(request, response).catch((error: unknown) => {
        options.log.error({ err: error }, 'request-failed')
        response.destroy()
      })
    }
  }
}

function answerHealth(path: string, response: ServerResponse): void {
  const isKnown = path === '/health/ready' || path === '/health/live'
  answerJson(response, isKnown ? 200 : 404, isKnown ? { status: 'ready' } : { error: 'not_found' })
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  answerJson(response, 404, { error: 'not_found' })
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
