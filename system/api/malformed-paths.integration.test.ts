import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiBackdrop, type ApiBackdrop } from '../test-support/create-api-backdrop.ts'
import {
  expectRefusal,
  get,
  JSON_TYPE,
  send,
  sending,
  type MalformedRequest,
} from '../test-support/malformed-request.ts'
import { createTestApi } from '../test-support/create-test-api.ts'
import { sendBytes } from '../test-support/send-raw.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'

let backdrop: ApiBackdrop
beforeAll(async () => {
  backdrop = await createApiBackdrop(['acme'])
  await backdrop.callAsCaller('acme', 'put_workflow', ['note', { steps: [{ name: 'a', kind: 'record' }] }])
})
afterAll(() => backdrop.close())

const ID = '01890000-0000-7000-8000-000000000000'

const tokens: readonly MalformedRequest[] = [
  ['no token', () => ({ target: '/workflows' }), 'ERR_TOKEN_MISSING'],
  [
    'two Authorization headers',
    (token) => get('/workflows', ['Authorization', `Bearer ${token}`])(token),
    'ERR_TOKEN_INVALID',
  ],
  ['Basic', sending(() => 'Basic YTpi'), 'ERR_TOKEN_INVALID'],
  ['an empty token', sending(() => 'Bearer '), 'ERR_TOKEN_INVALID'],
  ['two spaces', sending((token) => `Bearer  ${token}`), 'ERR_TOKEN_INVALID'],
  ['two tokens in one header', sending((token) => `Bearer ${token}, Bearer ${token}`), 'ERR_TOKEN_INVALID'],
  ['a token in the query', (token) => ({ target: `/workflows?access_token=${token}` }), 'ERR_TOKEN_MISSING'],
  [
    'a token in header and query',
    (token) => get(`/workflows?access_token=${token}`)(token),
    'ERR_REQUEST_INVALID',
  ],
  [
    'a token in a cookie',
    (token) => ({ target: '/workflows', headers: [['Cookie', `token=${token}`]] }),
    'ERR_TOKEN_MISSING',
  ],
  ['a token of 10 kB', sending(() => `Bearer ${'a'.repeat(10_000)}`), 'ERR_TOKEN_INVALID'],
  [
    'a token about to expire',
    sending(() => `Bearer ${backdrop.issuer.sign({ exp: Math.floor(Date.now() / 1000) + 2 })}`),
    'ERR_TOKEN_EXPIRED',
  ],
  [
    "a worker's token",
    sending(() => `Bearer ${backdrop.issuer.sign(claimsOf('acme', 'worker'))}`),
    'ERR_FORBIDDEN',
  ],
  [
    'a token of a tenant that is not there',
    sending(() => `Bearer ${backdrop.tokenOf('nobody')}`),
    'ERR_DATABASE_REFUSED',
  ],
]

const paths: readonly MalformedRequest[] = [
  ['an address that cannot be decoded', get('/executions/%E0%A4%A'), 'ERR_REQUEST_INVALID'],
  ['an id that is none', get('/executions/1'), 'ERR_REQUEST_INVALID'],
  ['SQL for an id', get("/executions/'%20or%201=1--"), 'ERR_REQUEST_INVALID'],
  ['an id that is not there', get(`/executions/${ID}`), 'ERR_NOT_FOUND'],
  ['an unknown address', get('/nothing'), 'ERR_NOT_FOUND'],
  ['a trailing slash', get('/workflows/'), 'ERR_NOT_FOUND'],
  ['capitals', get('/Workflows'), 'ERR_NOT_FOUND'],
  ['dots', get('/executions/../workflows'), 'ERR_NOT_FOUND'],
  ['DELETE', send('DELETE', `/executions/${ID}`), 'ERR_METHOD_NOT_ALLOWED'],
  ['TRACE', send('TRACE', '/workflows'), 'ERR_METHOD_NOT_ALLOWED'],
  ['CONNECT', () => ({ method: 'CONNECT', target: 'example.invalid:443' }), 'ERR_METHOD_NOT_ALLOWED'],
  ['an unknown method', () => ({ method: 'BREW', target: '/workflows' }), 'ERR_REQUEST_INVALID'],
  ['an address of 5,000 characters', get(`/${'x'.repeat(5000)}`), 'ERR_URI_TOO_LONG'],
  ['a limit of 0', get('/executions?limit=0'), 'ERR_REQUEST_INVALID'],
  ['a limit of 1e2', get('/executions?limit=1e2'), 'ERR_REQUEST_INVALID'],
  ['a parameter twice', get('/executions?limit=1&limit=2'), 'ERR_REQUEST_INVALID'],
  ['a parameter as an array', get('/executions?status[]=QUEUED'), 'ERR_REQUEST_INVALID'],
  ['a tenant in the query', get('/executions?tenant=globex'), 'ERR_REQUEST_INVALID'],
  ['__proto__ in the query', get('/executions?__proto__=1'), 'ERR_REQUEST_INVALID'],
  ['a query that cannot be decoded', get('/executions?status=%FF'), 'ERR_REQUEST_INVALID'],
  ['a cursor that is none', get('/executions?cursor=abc'), 'ERR_REQUEST_INVALID'],
  [
    'a cursor with SQL',
    get(`/executions?cursor=${Buffer.from(`["now'","${ID}"]`).toString('base64url')}`),
    'ERR_REQUEST_INVALID',
  ],
  [
    'a workflow that does not compile',
    send(
      'PUT',
      '/workflows/x',
      JSON.stringify({ steps: [{ name: 'a', kind: 'transform', expression: '((' }] }),
      JSON_TYPE,
    ),
    'ERR_BODY_INVALID',
  ],
  [
    'two steps of one name',
    send(
      'PUT',
      '/workflows/x',
      JSON.stringify({
        steps: [
          { name: 'a', kind: 'record' },
          { name: 'a', kind: 'record' },
        ],
      }),
      JSON_TYPE,
    ),
    'ERR_BODY_INVALID',
  ],
]

test.each([...tokens, ...paths])('%s: the documented error', async (_title, request, code) => {
  await expectRefusal(backdrop, request, code)
})

test('a request line that names no version: 400, and nothing is answered from the tenant', async () => {
  const api = await createTestApi(backdrop)
  const lines = ['GET /workflows', 'Host: localhost', `Authorization: Bearer ${backdrop.tokenOf('acme')}`]
  const bytes = Buffer.from(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`)
  const { status, body } = await sendBytes(api.port, bytes)
  expect({ status, ...(JSON.parse(body) as object) }).toMatchObject({
    status: 400,
    code: 'ERR_REQUEST_INVALID',
  })
})
