import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { ApiDependencies } from '../api/api-dependencies.ts'
import { buildApi } from '../api/build-api.ts'
import { buildAuthenticate } from '../api/build-authenticate.ts'
import { buildExecutionStore } from '../api/build-execution-store.ts'
import { buildRateLimits } from '../api/build-rate-limits.ts'
import { buildServer, closeServer, listen, type ServerLimits } from '../api/build-server.ts'
import { newExecutionId } from '../api/new-execution-id.ts'
import type { Hint } from '../contracts/hint.ts'
import { useConnection } from '../platform/database/use-connection.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { buildTokenVerifier } from '../platform/tokens/build-token-verifier.ts'
import type { ApiBackdrop } from './create-api-backdrop.ts'

// For the tests of parts that know the api only from here.
export { buildRateLimits }

export interface TestApi {
  readonly url: string
  readonly port: number
  /** Hints published so far. */
  readonly hints: readonly Hint[]
  /** Everything logged so far. */
  readonly logText: () => string
  readonly fetch: (path: string, init?: TestRequest) => Promise<TestAnswer>
  readonly close: () => Promise<void>
}

export interface TestRequest {
  readonly method?: string
  /** Whose token is sent. Default: acme. */
  readonly tenant?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
}

export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * A real api over the backdrop's database, on a port of its own, with parts replaced on demand. Its publisher
 * keeps hints in a list. Closed when the test that called it ends.
 */
export async function createTestApi(
  backdrop: ApiBackdrop,
  replaced: Partial<ApiDependencies> & ServerLimits = {},
): Promise<TestApi> {
  const hints: Hint[] = []
  const lines: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString('utf8'))
      done()
    },
  })
  const { issuer, jwksUrl } = backdrop.issuer
  const verifyToken = buildTokenVerifier({ issuer, jwksUrl, now: Date.now, unknownKidPauseMs: 10 })
  const server = buildServer(
    buildApi({
      authenticate: buildAuthenticate({ verifyToken, now: Date.now, lifeLeftMinMs: 2000 }),
      store: buildExecutionStore(backdrop.apiPool),
      publisher: {
        publish: (_identity, hint) => {
          hints.push(hint)
          return Promise.resolve()
        },
        isOpen: () => false,
      },
      rateLimits: buildRateLimits({ perSecond: 10_000, failuresMax: 10_000 }),
      log: buildLogger({ part: 'api', stream }),
      newExecutionId,
      startWithinMs: 5000,
      checkDatabase: async () => {
        await useConnection(backdrop.apiPool, (client) => client.query('select 1'))
      },
      isStopping: () => false,
      ...replaced,
    }),
    replaced,
  )
  const port = await listen(server, 0)
  const url = `http://127.0.0.1:${String(port)}`
  const close = async (): Promise<void> => {
    const closed = closeServer(server)
    server.closeAllConnections()
    await closed
  }
  onTestFinished(close)
  const send = (path: string, request: TestRequest = {}): Promise<TestAnswer> =>
    sendTo(url + path, backdrop, request)
  return { url, port, hints, logText: () => lines.join(''), fetch: send, close }
}

async function sendTo(url: string, backdrop: ApiBackdrop, request: TestRequest): Promise<TestAnswer> {
  const { method, tenant = 'acme', headers = {}, body } = request
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${backdrop.tokenOf(tenant)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {},
  }
}
