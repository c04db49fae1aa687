import type { Request, Response } from 'express'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Identity } from '../contracts/token.ts'
import type { ApiDependencies, RateDecision } from './api-dependencies.ts'
import { exchangeOf } from './exchange.ts'
import { readBody } from './read-body.ts'
import { readQuery } from './read-query.ts'
import { InvalidRequestError, type Answer, type Route } from './route.ts'

type Parts = Pick<ApiDependencies, 'authenticate' | 'rateLimits'>

/** The way of every request: who is it, is it within its limits, what does it want; then the route's own work. */
export async function answerRequest(
  route: Route,
  parts: Parts,
  request: Request,
  response: Response,
): Promise<Answer> {
  const exchange = exchangeOf(response)
  exchange.route = route.path
  requireJsonWanted(request)
  if (route.isPublic) {
    requireKnownQuery(route, readQuery(request.url))
    return route.run()
  }
  const identity = await authenticateOrCount(parts, request)
  exchange.scope.tenantId = identity.claims.tenant
  requireWithin(response, await parts.rateLimits.countRequest(identity.claims.tenant))
  const query = readQuery(request.url)
  requireKnownQuery(route, query)
  return route.run(identity, {
    params: request.params,
    query,
    headers: request.headersDistinct,
    readBody: () => readBody(request),
    traceparent: exchange.trace.traceparent,
  })
}

async function authenticateOrCount({ authenticate, rateLimits }: Parts, request: Request): Promise<Identity> {
  try {
    return await authenticate(request)
  } catch (error) {
    if (!(error instanceof EasyFlowError) || !error.code.startsWith('ERR_TOKEN_')) throw error
    const decision = await rateLimits.countFailure(request.socket.remoteAddress ?? 'unknown')
    if (decision.isWithin) throw error
    throw limited('Too many failed authentications from this address', decision)
  }
}

function requireWithin(response: Response, decision: RateDecision): void {
  for (const [name, value] of Object.entries(decision.headers)) response.setHeader(name, value)
  if (!decision.isWithin) throw limited("This tenant's requests are over its limit", decision)
}

function limited(message: string, { retryAfterSeconds }: RateDecision): EasyFlowError {
  return new EasyFlowError('ERR_RATE_LIMITED', message, { facts: { retryAfterSeconds } })
}

function requireJsonWanted(request: Request): void {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return
  if (request.accepts(['application/json', 'application/problem+json']) !== false) return
  throw new EasyFlowError('ERR_NOT_ACCEPTABLE', 'Accept application/json')
}

function requireKnownQuery(route: Route, query: Readonly<Record<string, string>>): void {
  if (route.query !== undefined || Object.keys(query).length === 0) return
  throw new InvalidRequestError('ERR_REQUEST_INVALID', [
    { path: 'query', message: 'No parameters are known here' },
  ])
}
