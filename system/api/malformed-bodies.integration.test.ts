import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiBackdrop, type ApiBackdrop } from '../test-support/create-api-backdrop.ts'
import { createTestApi } from '../test-support/create-test-api.ts'
import {
  expectRefusal,
  get,
  JSON_TYPE,
  post,
  send,
  type MalformedRequest,
} from '../test-support/malformed-request.ts'
import { sendBytes, sendRaw } from '../test-support/send-raw.ts'

let backdrop: ApiBackdrop
beforeAll(async () => {
  backdrop = await createApiBackdrop(['acme'])
  await backdrop.callAsCaller('acme', 'put_workflow', ['note', { steps: [{ name: 'a', kind: 'record' }] }])
})
afterAll(() => backdrop.close())

const EXECUTE = '/workflows/execute'
const good = JSON.stringify({ workflow: 'note', input: { a: 1 } })
const withInput = (input: string): string => `{"workflow":"note","input":${input}}`
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

const bodies: readonly MalformedRequest[] = [
  ['no body', post(''), 'ERR_BODY_INVALID'],
  ['not JSON', post('{"workflow":'), 'ERR_BODY_INVALID'],
  ['a byte order mark', post(`\uFEFF${good}`), 'ERR_BODY_INVALID'],
  ['not UTF-8', post(Buffer.from([0x22, 0xff, 0x22])), 'ERR_BODY_INVALID'],
  ['UTF-16', post(Buffer.from(good, 'utf16le')), 'ERR_BODY_INVALID'],
  ['an array', post('[]'), 'ERR_BODY_INVALID'],
  ['null', post('null'), 'ERR_BODY_INVALID'],
  ['no workflow', post('{"input":1}'), 'ERR_BODY_INVALID'],
  ['a workflow in capitals', post('{"workflow":"NOTE"}'), 'ERR_BODY_INVALID'],
  ['an unknown mode', post('{"workflow":"note","mode":"fast"}'), 'ERR_BODY_INVALID'],
  ['a tenant', post('{"workflow":"note","tenant":"globex"}'), 'ERR_BODY_INVALID'],
  ['mass assignment', post('{"workflow":"note","status":"COMPLETE","attempt":9}'), 'ERR_BODY_INVALID'],
  ['33 levels', post(withInput(deep(33))), 'ERR_BODY_INVALID'],
  ['30,000 levels', post(withInput(deep(30_000))), 'ERR_BODY_INVALID'],
  ['a NUL', post(withInput(String.raw`"\u0000"`)), 'ERR_BODY_INVALID'],
  ['half a surrogate pair', post(withInput(String.raw`"\ud800"`)), 'ERR_BODY_INVALID'],
  ['a NUL in a name', post(withInput(String.raw`{"\u0000":1}`)), 'ERR_BODY_INVALID'],
  ['1e999', post(withInput('1e999')), 'ERR_BODY_INVALID'],
  ['__proto__', post(withInput('{"__proto__":{"mode":"eco"}}')), 'ERR_BODY_INVALID'],
  ['__proto__ at the top', post('{"workflow":"note","__proto__":{}}'), 'ERR_BODY_INVALID'],
  ['constructor at the top', post('{"workflow":"note","constructor":1}'), 'ERR_BODY_INVALID'],
  ['65,537 bytes', post(withInput(`"${'x'.repeat(65_507)}"`)), 'ERR_BODY_TOO_LARGE'],
  ['a length that lies, huge', post('{}', ['Content-Length', '99999999999']), 'ERR_BODY_TOO_LARGE'],
  ['an unknown workflow', post('{"workflow":"nobody"}'), 'ERR_WORKFLOW_UNKNOWN'],
]

const headers: readonly MalformedRequest[] = [
  ['no media type', send('POST', EXECUTE, good), 'ERR_MEDIA_TYPE'],
  [
    'a form',
    send('POST', EXECUTE, 'a=b', ['Content-Type', 'application/x-www-form-urlencoded']),
    'ERR_MEDIA_TYPE',
  ],
  [
    'another charset',
    send('POST', EXECUTE, good, ['Content-Type', 'application/json; charset=latin1']),
    'ERR_MEDIA_TYPE',
  ],
  ['two media types', post(good, JSON_TYPE), 'ERR_MEDIA_TYPE'],
  ['compressed', post(good, ['Content-Encoding', 'gzip']), 'ERR_MEDIA_TYPE'],
  ['Accept: text/html', get('/workflows', ['Accept', 'text/html']), 'ERR_NOT_ACCEPTABLE'],
  ['an empty Idempotency-Key', post(good, ['Idempotency-Key', '']), 'ERR_REQUEST_INVALID'],
  ['a space in the key', post(good, ['Idempotency-Key', 'a b']), 'ERR_REQUEST_INVALID'],
  ['a key of 256 characters', post(good, ['Idempotency-Key', 'k'.repeat(256)]), 'ERR_REQUEST_INVALID'],
  ['a key beyond ASCII', post(good, ['Idempotency-Key', 'é']), 'ERR_REQUEST_INVALID'],
  ['two keys', post(good, ['Idempotency-Key', 'a'], ['Idempotency-Key', 'b']), 'ERR_REQUEST_INVALID'],
  ['two Host headers', get('/workflows', ['Host', 'a'], ['Host', 'b']), 'ERR_REQUEST_INVALID'],
  ['an expectation', post(good, ['Expect', 'the impossible']), 'ERR_REQUEST_INVALID'],
  ['headers of 20 kB', get('/workflows', ['X-Long', 'x'.repeat(20_000)]), 'ERR_HEADERS_TOO_LARGE'],
  ['a control character in a header', get('/workflows', ['X-Odd', 'a\u0001b']), 'ERR_REQUEST_INVALID'],
  ['two lengths', post(good, ['Content-Length', '2'], ['Content-Length', '3']), 'ERR_REQUEST_INVALID'],
  [
    'length and chunks',
    post(good, ['Content-Length', '2'], ['Transfer-Encoding', 'chunked']),
    'ERR_REQUEST_INVALID',
  ],
]

test.each([...bodies, ...headers])('%s: the documented error', async (_title, request, code) => {
  await expectRefusal(backdrop, request, code)
})

test('what is no HTTP at all: a problem, and the connection ends', async () => {
  const api = await createTestApi(backdrop)
  for (const bytes of ['\u0016\u0003\u0001\u0002\u0000\u0001', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n']) {
    const answer = await sendBytes(api.port, Buffer.from(bytes, 'latin1'))
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
  }
})

test('HTTP/1.1 without Host: 400 as a problem', async () => {
  const api = await createTestApi(backdrop)
  const answer = await sendBytes(
    api.port,
    Buffer.from('GET /workflows HTTP/1.1\r\nConnection: close\r\n\r\n'),
  )
  expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
})

test('a body that never ends: 408 as a problem within the limit, and no row', async () => {
  const api = await createTestApi(backdrop, { requestLimitMs: 500 })
  const answer = await sendRaw(api.port, post('{', ['Content-Length', '100'])(backdrop.tokenOf('acme')))
  expect([answer.status, answer.headers['content-type']]).toEqual([408, 'application/problem+json'])
  expect(await backdrop.superuser.rows('select * from tenant_acme.workflow_executions')).toEqual([])
})
