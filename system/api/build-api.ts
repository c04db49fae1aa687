import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { buildLineBudget } from '../platform/log/build-line-budget.ts'
import { withinLogScope } from '../platform/log/log-scope.ts'
import { answerRequest } from './answer-request.ts'
import type { ApiDependencies } from './api-dependencies.ts'
import { beginExchange, exchangeOf } from './exchange.ts'
import { outcomeOf } from './outcome-of.ts'
import { findMethods } from './find-methods.ts'
import { InvalidRequestError, type Route } from './route.ts'
import { executeWorkflowRoute } from './routes/execute-workflow-route.ts'
import { getExecutionRoute } from './routes/get-execution-route.ts'
import { healthLiveRoute, healthReadyRoute } from './routes/health-routes.ts'
import { listExecutionsRoute } from './routes/list-executions-route.ts'
import { listWorkflowsRoute } from './routes/list-workflows-route.ts'
import { openApiRoute } from './routes/open-api-route.ts'
import { putWorkflowRoute } from './routes/put-workflow-route.ts'
import { SECURITY_HEADERS, sendAnswer, sendProblem } from './send-answer.ts'
import { problemOf, toProblem } from './to-problem.ts'

/** Longer addresses are refused unread. */
const URL_LENGTH_MAX = 4096
const HTTP_VERSIONS: ReadonlySet<string> = new Set(['1.0', '1.1'])
/** Of each kind of line that needs no token to be caused. */
const CHEAP_LINES_PER_SECOND = 20

/**
 * Builds the HTTP application from its parts. Opens no port, no connection and reads no environment, so that
 * many can be built, also ones with a part replaced.
 */
export function buildApi(parts: ApiDependencies): Express {
  const routes: readonly Route[] = buildRoutes(parts)
  const budget = buildLineBudget({ perSecond: CHEAP_LINES_PER_SECOND, now: Date.now })
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.use((request, response, next) => {
    const exchange = beginExchange(request, response, { log: parts.log, budget })
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    response.setHeader('X-Request-Id', exchange.requestId)
    response.setHeader('traceresponse', exchange.trace.traceparent)
    if (parts.isStopping()) response.setHeader('Connection', 'close')
    withinLogScope(exchange.scope, () => {
      requireReadable(request)
      next()
    })
  })
  const answerUnrouted = buildAnswerUnrouted(routes)
  const spelledOut = routes.filter((route) => !route.path.includes(':'))
  addRoutes(app, spelledOut, parts)
  // PUT /workflows/execute is a wrong method and not a workflow of that name.
  for (const { path } of spelledOut) app.all(path, answerUnrouted)
  addRoutes(
    app,
    routes.filter((route) => route.path.includes(':')),
    parts,
  )
  app.use(answerUnrouted)
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    answerFailure(parts, error, response)
  })
  return app
}

function addRoutes(app: Express, routes: readonly Route[], parts: ApiDependencies): void {
  for (const route of routes) {
    app[route.method](route.path, async (request, response) => {
      const answer = await answerRequest(route, parts, request, response)
      if (answer.outcome !== undefined) exchangeOf(response).outcome = answer.outcome
      sendAnswer(response, answer)
    })
  }
}

function buildRoutes(parts: ApiDependencies): readonly Route[] {
  const described: readonly Route[] = [
    executeWorkflowRoute(parts),
    getExecutionRoute(parts),
    listExecutionsRoute(parts),
    listWorkflowsRoute(parts),
    putWorkflowRoute(parts),
    healthLiveRoute,
    healthReadyRoute(parts),
  ]
  return [...described, openApiRoute(described)]
}

function requireReadable(request: Request): void {
  if (request.url.length > URL_LENGTH_MAX) {
    throw new EasyFlowError('ERR_URI_TOO_LONG', `An address has ${String(URL_LENGTH_MAX)} characters at most`)
  }
  // Node's parser takes a request line that names no version at all, and calls it 0.9.
  if (!HTTP_VERSIONS.has(request.httpVersion)) {
    throw new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: '', message: 'Speak HTTP/1.1' }])
  }
  const hosts = request.headersDistinct['host'] ?? []
  if (hosts.length > 1 || (hosts.length === 0 && request.httpVersion === '1.1')) {
    throw new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: 'host', message: 'Send it once' }])
  }
}

function buildAnswerUnrouted(routes: readonly Route[]) {
  return (request: Request, response: Response): void => {
    const methods = findMethods(routes, request.path)
    if (methods.length > 0) response.setHeader('Allow', methods.join(', '))
    if (methods.length > 0 && request.method === 'OPTIONS') {
      response.statusCode = 204
      response.end()
      return
    }
    const code = methods.length > 0 ? 'ERR_METHOD_NOT_ALLOWED' : 'ERR_NOT_FOUND'
    exchangeOf(response).code = code
    const detail = code === 'ERR_NOT_FOUND' ? 'There is no such address' : 'See Allow'
    sendProblem(response, problemOf(code, detail))
  }
}

function answerFailure({ log }: ApiDependencies, thrown: unknown, response: Response): void {
  const error = isOfExpress(thrown)
    ? new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: '', message: 'The address cannot be read' }])
    : thrown
  const answer = toProblem(error)
  const exchange = exchangeOf(response)
  exchange.code = answer.problem.code as typeof exchange.code
  exchange.outcome = outcomeOf(error)
  // What the broker or the database refused or left open has been told by whoever asked them.
  if (answer.problem.status >= 500 && exchange.outcome.event === 'request-ended') {
    withinLogScope(exchange.scope, () => log.error({ err: error, route: exchange.route }, 'request-failed'))
  }
  if (response.headersSent) response.destroy()
  else sendProblem(response, answer)
}

/** Express refuses an address that cannot be decoded with an error that has a status. */
function isOfExpress(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof EasyFlowError) && 'status' in error && error.status === 400
  )
}
