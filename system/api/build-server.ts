import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '../contracts/error-catalog.ts'
import { SECURITY_HEADERS, sendProblem } from './send-answer.ts'
import { problemOf } from './to-problem.ts'

export interface ServerLimits {
  /** From the first byte of a request to the end of its headers. Default 10,000. */
  readonly headersLimitMs?: number
  /** From the first byte of a request to the end of its body. Default 15,000. */
  readonly requestLimitMs?: number
}

/**
 * Builds the HTTP server round an application. What the parser refuses before the application sees it is
 * answered in the same form as everything else.
 */
export function buildServer(listener: RequestListener, limits: ServerLimits = {}): Server {
  const requestLimitMs = limits.requestLimitMs ?? 15_000
  const server = createServer(
    {
      headersTimeout: Math.min(limits.headersLimitMs ?? 10_000, requestLimitMs),
      requestTimeout: requestLimitMs,
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 16_384,
      // The application refuses a request without one itself: Node's own answer has no body.
      requireHostHeader: false,
      noDelay: true,
    },
    listener,
  )
  server.maxHeadersCount = 100
  server.on('clientError', (error: Error & { code?: string }, socket: Duplex) => {
    refuseConnection(socket, codeOf(error.code))
  })
  server.on('connect', (_request, socket: Duplex) => refuseConnection(socket, 'ERR_METHOD_NOT_ALLOWED'))
  server.on('checkExpectation', (_request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    sendProblem(response, problemOf('ERR_REQUEST_INVALID', 'Only 100-continue can be expected'))
  })
  return server
}

/** Listens, on the loopback unless said otherwise. @returns the port, which the system chooses when `port` is 0. */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}

const IDLE_SWEEP_MS = 20

/** Takes no more requests and resolves when those under way are answered. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  // A connection whose last request ends from now on would be kept for a next one, for seconds.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS)
  try {
    await closed
  } finally {
    clearInterval(sweep)
  }
}

function codeOf(code: string | undefined): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'ERR_HEADERS_TOO_LARGE'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'ERR_REQUEST_TIMEOUT'
  return 'ERR_REQUEST_INVALID'
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

function refuseConnection(socket: Duplex, code: ErrorCode): void {
  // Reset by the other side, or an answer is under way already: nothing can be said any more.
  if (!socket.writable || hasBegun(socket)) {
    socket.destroy()
    return
  }
  const { problem } = problemOf(code, 'The request is not HTTP that can be read')
  const body = JSON.stringify(problem)
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...(code === 'ERR_METHOD_NOT_ALLOWED' ? { Allow: 'GET, HEAD, OPTIONS, POST, PUT' } : {}),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const status = `HTTP/1.1 ${String(problem.status)} ${REASONS[problem.status] ?? 'Bad Request'}\r\n`
  socket.end(`${status}${lines.join('')}\r\n${body}`)
}

/** Node keeps the response that is being written on the socket. */
function hasBegun(socket: Duplex): boolean {
  if (!('_httpMessage' in socket) || typeof socket._httpMessage !== 'object') return false
  const message = socket._httpMessage
  return message !== null && 'headersSent' in message && message.headersSent === true
}
