import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { head, toRawAttack, type RawRequest } from './raw-request.ts'

const PATH = '/executions?limit=20'
const GET = `GET ${PATH} HTTP/1.1`

const line = (name: string, title: string, text: string, more: Partial<RawRequest> = {}): RawRequest => ({
  name,
  title,
  bytes: (bench) => [
    head(bench, text, more.ignoredWith === undefined ? [] : ['Host: globex.easyflow.example']),
  ],
  ...more,
})

const headers = (
  name: string,
  title: string,
  write: (bench: Bench) => readonly string[],
  more: Partial<RawRequest> = {},
): RawRequest => ({ name, title, bytes: (bench) => [head(bench, GET, write(bench))], ...more })

const HEADER_LIMIT = 'the api sets the limit of headers itself, whatever its process is started with'
const UNAUTHORIZED = 'api: HTTP 401 ERR_TOKEN_INVALID'
const NOT_ALLOWED = 'api: HTTP 405 ERR_METHOD_NOT_ALLOWED'

/** Request lines and headers that a lenient reader takes for something else. */
export const strangeRequests: readonly SuiteAttack[] = [
  line(
    'absolute-uri',
    'ask for an absolute address on another host',
    `GET http://globex.easyflow.example${PATH} HTTP/1.1`,
    { ignoredWith: 'HTTP 200' },
  ),
  line(
    'absolute-uri-user',
    'ask for an absolute address with a user in it',
    `GET http://globex:x@127.0.0.1${PATH} HTTP/1.1`,
    { ignoredWith: 'HTTP 200' },
  ),
  line('other-scheme', 'ask for a file', 'GET file:///etc/passwd HTTP/1.1', {
    allowed: ['api: HTTP 404 ERR_NOT_FOUND'],
    removes: [],
  }),
  line('connect', "open a tunnel to the database's port", 'CONNECT 127.0.0.1:5432 HTTP/1.1', {
    allowed: [NOT_ALLOWED],
    removes: [],
  }),
  line('asterisk', 'ask for the options of everything', 'OPTIONS * HTTP/1.1', {
    allowed: ['api: HTTP 404 ERR_NOT_FOUND'],
    removes: [],
  }),
  line('trace', 'have the request sent back', `TRACE ${PATH} HTTP/1.1`, {
    allowed: [NOT_ALLOWED],
    removes: [],
  }),
  line('method-unknown', 'use a method that nobody knows', `GLOBEX ${PATH} HTTP/1.1`),
  line('method-lower', 'use a method in lower case', `get ${PATH} HTTP/1.1`),
  line('two-spaces', 'part the request line by two spaces', `GET  ${PATH} HTTP/1.1`, {
    ignoredWith: 'HTTP 200',
  }),
  line('tab', 'part the request line by a tab', `GET\t${PATH}\tHTTP/1.1`),
  line('no-version', 'leave the version out', `GET ${PATH}`),
  line('http-2', 'speak the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM', {
    removes: [],
    unprovable: 'nobody could take anything in it for a request of ours',
  }),
  line('http-3', 'name a version that is none', `GET ${PATH} HTTP/3.7`),
  line('nul-in-path', 'put a NUL into the address', 'GET /executions\u0000/globex HTTP/1.1'),
  line('bytes-in-path', 'put bytes that are no UTF-8 into the address', 'GET /executions/%ff%fe HTTP/1.1', {
    removes: [],
  }),
  line(
    'raw-bytes-in-path',
    'put bytes beyond ASCII into the request line',
    'GET /executions/\u00ff\u00fe HTTP/1.1',
    { removes: [] },
  ),
  line(
    'long-path',
    'ask for an address of 5,000 characters',
    `GET /executions?limit=${'1'.repeat(5000)} HTTP/1.1`,
    { allowed: ['api: HTTP 414 ERR_URI_TOO_LONG'], removes: [] },
  ),
  headers('two-hosts', 'send two hosts', () => ['Host: 127.0.0.1', 'Host: globex.easyflow.example'], {
    removes: [],
  }),
  headers('no-host', 'send no host at all', () => ['X-Nothing: x'], {
    bytes: (bench) => [head(bench, GET).replace(/Host: .*\r\n/, '')],
    removes: [],
  }),
  headers('host', 'name the victim as the host', () => ['Host: globex.easyflow.example'], {
    ignoredWith: 'HTTP 200',
  }),
  headers(
    'two-tokens',
    "send two Authorization headers, the victim's token in the second",
    ({ own, victimToken }) => [`Authorization: Bearer ${own}`, `Authorization: Bearer ${victimToken}`],
    { allowed: [UNAUTHORIZED], aim: 'read' },
  ),
  headers(
    'two-tokens-same',
    'send the own token twice',
    ({ own }) => [`Authorization: Bearer ${own}`, `authorization: Bearer ${own}`],
    { allowed: [UNAUTHORIZED] },
  ),
  headers('token-folded', 'fold the token over two lines', ({ own }) => [`Authorization: Bearer\r\n ${own}`]),
  headers('token-tabbed', 'part Bearer and token by a tab', ({ own }) => [`Authorization: Bearer\t${own}`], {
    allowed: [UNAUTHORIZED],
  }),
  headers('token-nul', 'put a NUL behind the token', ({ own }) => [
    `Authorization: Bearer ${own}\u0000globex`,
  ]),
  headers(
    'tenant-underscore',
    'name the victim in a header with an underscore',
    () => ['X_Tenant_ID: globex'],
    { ignoredWith: 'HTTP 200' },
  ),
  headers('name-space', 'put a space into the name of a header', () => ['X-Tenant ID: globex']),
  headers('name-empty', 'leave the name of a header empty', () => [': globex']),
  headers('name-latin', 'put a byte beyond ASCII into the name of a header', () => ['X-T\u00e9nant: globex']),
  headers(
    'many',
    'send the victim behind 150 other headers',
    () => [...Array.from({ length: 150 }, (_, index) => `X-${index}: x`), 'X-Tenant-ID: globex'],
    { allowed: ['api: HTTP 431 ERR_HEADERS_TOO_LARGE'], removes: [], unprovable: HEADER_LIMIT },
  ),
  headers('large', 'send 20 kB of headers', () => [`X-Note: ${'x'.repeat(20_000)}`], {
    allowed: ['api: HTTP 431 ERR_HEADERS_TOO_LARGE'],
    removes: [],
    unprovable: HEADER_LIMIT,
  }),
  headers(
    'upgrade',
    'ask for another protocol',
    () => [
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
      'X-Tenant-ID: globex',
    ],
    { ignoredWith: 'HTTP 200' },
  ),
  headers(
    'hop-by-hop',
    'have the token removed on the way by naming it in Connection',
    () => ['Connection: close, Authorization', 'X-Tenant-ID: globex'],
    { ignoredWith: 'HTTP 200' },
  ),
  headers('expect', 'expect something that nobody promises', () => ['Expect: globex'], { removes: [] }),
  headers('range', 'ask for a range of the answer', () => ['Range: bytes=0-1000000', 'X-Tenant-ID: globex'], {
    ignoredWith: 'HTTP 200',
  }),
].map(toRawAttack)
