import { expect } from 'vitest'
import { errorCatalog, type ErrorCode } from '../contracts/error-catalog.ts'
import { checkDocumented } from './check-documented.ts'
import type { ApiBackdrop } from './create-api-backdrop.ts'
import { createTestApi } from './create-test-api.ts'
import { sendRaw, type RawRequest } from './send-raw.ts'

type Header = readonly [name: string, value: string]
/** Made when it is sent, for a token lives two minutes. */
type Request = (token: string) => RawRequest
/** A request that nobody should send, and the code it is refused with. */
export type MalformedRequest = readonly [title: string, request: Request, code: ErrorCode]

export const JSON_TYPE: Header = ['Content-Type', 'application/json']
const bearer = (token: string): Header => ['Authorization', `Bearer ${token}`]

/** A GET with a good token. */
export const get =
  (target: string, ...headers: readonly Header[]): Request =>
  (token) => ({ target, headers: [bearer(token), ...headers] })

/** Any method with a good token. */
export const send =
  (method: string, target: string, body?: string, ...headers: readonly Header[]): Request =>
  (token) => ({
    method,
    target,
    headers: [bearer(token), ...headers],
    ...(body === undefined ? {} : { body }),
  })

/** POST /workflows/execute with a good token. */
export const post =
  (body: string | Uint8Array, ...headers: readonly Header[]): Request =>
  (token) => ({
    method: 'POST',
    target: '/workflows/execute',
    headers: [bearer(token), JSON_TYPE, ...headers],
    body,
  })

/** GET /workflows with whatever is sent for authorization. */
export const sending =
  (authorization: (token: string) => string): Request =>
  (token) => ({ target: '/workflows', headers: [['Authorization', authorization(token)]] })

/** Sends it and expects the documented problem, no effect, and the token nowhere in answer or log. */
export async function expectRefusal(backdrop: ApiBackdrop, request: Request, code: ErrorCode): Promise<void> {
  const api = await createTestApi(backdrop)
  const token = backdrop.tokenOf('acme')
  const raw = request(token)
  const answer = await sendRaw(api.port, raw)
  const contentType = answer.headers['content-type'] ?? ''
  const status = errorCatalog[code].httpStatus
  expect({ ...answer, contentType, body: JSON.parse(answer.body) as unknown }).toMatchObject({
    status,
    contentType: 'application/problem+json',
    body: { status, code, type: `urn:easyflow:problem:${code}`, effect: 'none' },
  })
  const openApi: unknown = await (await fetch(`${api.url}/openapi.json`)).json()
  const [path = ''] = raw.target.split('?')
  const { method = 'GET' } = raw
  expect(checkDocumented(openApi, { method, path, status, contentType, body: answer.body })).toBeUndefined()
  expect(api.hints).toEqual([])
  expect(answer.body + JSON.stringify(answer.headers) + api.logText()).not.toContain(token)
}
