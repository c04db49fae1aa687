import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from '../platform/log/build-logger.ts'
import { buildProvider, type ProviderOptions } from './build-provider.ts'

/** All that the issuer answers to. What else the provider library could do is not reachable. */
const OFFERED = new Set(['GET /.well-known/openid-configuration', 'GET /jwks', 'POST /token'])

/** Builds the issuer's HTTP application. Opens no port and reads no environment. */
export function buildIssuer(options: ProviderOptions & { readonly log: Logger }): RequestListener {
  const provider = buildProvider(options)
  const { host } = new URL(options.issuer)
  provider.on('grant.success', (ctx) => {
    options.log.info({ clientId: ctx.oidc.client?.clientId }, 'token-issued')
  })
  provider.on('grant.error', (ctx, error) => {
    options.log.warn({ clientId: ctx.oidc.client?.clientId, error: error.message }, 'token-refused')
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
