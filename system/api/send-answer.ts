import type { ServerResponse } from 'node:http'
import type { Answer } from './route.ts'
import type { ProblemAnswer } from './to-problem.ts'

/** Sent with every answer. Nothing of ours is to be framed, sniffed, cached or run. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export function sendAnswer(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  send(response, { status, text: JSON.stringify(body), type: 'application/json; charset=utf-8', headers })
}

export function sendProblem(response: ServerResponse, { problem, headers }: ProblemAnswer): void {
  send(response, {
    status: problem.status,
    text: JSON.stringify(problem),
    type: 'application/problem+json',
    headers,
  })
}

interface Sendable {
  readonly status: number
  readonly text: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
}

function send(response: ServerResponse, { status, text, type, headers }: Sendable): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.setHeader('Content-Type', type)
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
}
