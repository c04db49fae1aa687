import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { head, toRawAttack, type RawRequest } from './raw-request.ts'

const GET = 'GET /executions?limit=20 HTTP/1.1'
const POST = 'POST /workflows/execute HTTP/1.1'
const JSON_TYPE = 'Content-Type: application/json'
const NAMED = 'X-Tenant-ID: globex'
const note = '{"workflow":"record-note","mode":"balanced","input":{"note":"x"}}'

const hidden = (bench: Bench): string => head(bench, GET, [NAMED])
const lines = (
  name: string,
  title: string,
  write: (bench: Bench) => string,
  more: Partial<RawRequest> = {},
): RawRequest => ({ name, title, bytes: (bench) => [write(bench)], ...more })
/** Headers of a request for the list. */
const headed = (
  name: string,
  title: string,
  headers: readonly string[],
  more: Partial<RawRequest> = {},
): RawRequest => lines(name, title, (bench) => head(bench, GET, headers), more)
/** Read as what it is, the attacker's own request. */
const OWN = { ignoredWith: 'HTTP 200' } as const
const NOT_FOUND = { allowed: ['api: HTTP 404 ERR_NOT_FOUND'], removes: [] } as const
const NOWHERE = { removes: [], unprovable: 'nobody could take it for an address of ours' } as const
const MISSING = { allowed: ['api: HTTP 401 ERR_TOKEN_MISSING'], removes: [] } as const

/** More request lines, framings and headers that two readers could take in two ways. */
export const moreRawRequests: readonly SuiteAttack[] = [
  lines(
    'http-1-0',
    'ask in HTTP/1.0 with the victim in a header',
    (bench) => head(bench, GET.replace('1.1', '1.0'), [NAMED]),
    OWN,
  ),
  lines('crlf-before', 'begin with empty lines', (bench) => `\r\n\r\n${head(bench, GET, [NAMED])}`, OWN),
  lines('fragment', 'put a fragment with the victim behind the address', (bench) =>
    head(bench, 'GET /executions?limit=20#globex HTTP/1.1'),
  ),
  lines(
    'backslash',
    'go up by backslashes',
    (bench) => head(bench, String.raw`GET \..\executions HTTP/1.1`),
    NOWHERE,
  ),
  lines(
    'encoded-slash',
    'part the address by encoded slashes',
    (bench) => head(bench, 'GET /tenants%2fglobex%2fexecutions HTTP/1.1'),
    NOT_FOUND,
  ),
  lines(
    'double-encoded',
    'encode the address twice',
    (bench) => head(bench, 'GET /%2565xecutions HTTP/1.1'),
    NOT_FOUND,
  ),
  lines(
    'matrix',
    'put a parameter behind a semicolon into the path',
    (bench) => head(bench, 'GET /executions;tenant=globex HTTP/1.1'),
    NOT_FOUND,
  ),
  lines(
    'crlf-in-path',
    'put an encoded line feed and a header into the address',
    (bench) => head(bench, 'GET /executions%0d%0aX-Tenant-ID:%20globex HTTP/1.1'),
    NOT_FOUND,
  ),
  lines(
    'authority',
    'name a host without a scheme as the address',
    (bench) => head(bench, 'GET globex.easyflow.example/executions HTTP/1.1'),
    NOWHERE,
  ),
  lines(
    'absolute-other-host',
    'name one host in the address and another in the header',
    (bench) =>
      head(bench, 'GET http://globex.easyflow.example/executions?limit=20 HTTP/1.1', [
        'Host: acme.easyflow.example',
      ]),
    OWN,
  ),
  headed('host-user', 'put a user into the host', ['Host: globex@127.0.0.1'], OWN),
  headed('host-list', 'list two hosts in one header', ['Host: 127.0.0.1, globex.easyflow.example'], OWN),
  headed('host-empty', 'leave the host empty', ['Host:', NAMED], OWN),
  headed('te-trailers', 'announce trailers and name the victim', ['TE: trailers', NAMED], OWN),
  headed('te-comma', 'name chunks behind an empty encoding', ['Transfer-Encoding: ,chunked', NAMED], OWN),
  headed('te-upper', 'write CHUNKED and name the victim', ['Transfer-Encoding: CHUNKED', NAMED], {
    bytes: (bench) => [`${head(bench, GET, ['Transfer-Encoding: CHUNKED', NAMED])}0\r\n\r\n`],
    ...OWN,
  }),
  headed('te-line-feed', 'put a line feed before chunked', ['Transfer-Encoding:\nchunked']),
  headed('cl-zeroes', 'write a length with zeroes before it', ['Content-Length: 000', NAMED], OWN),
  headed('cl-float', 'write a length with a fraction', ['Content-Length: 5.0']),
  headed('cl-exponent', 'write a length with an exponent', ['Content-Length: 1e1']),
  headed('cl-tab', 'put a tab behind a length', ['Content-Length: 0\t', NAMED], OWN),
  lines(
    'chunk-extension',
    'give a chunk an extension of 20 kB',
    (bench) =>
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    { allowed: ['api: HTTP 413 ERR_BODY_TOO_LARGE', 'api: HTTP 400 ERR_REQUEST_INVALID'], removes: [] },
  ),
  lines(
    'chunk-extension-line',
    'end a chunk extension in a bare line feed and hide a request behind it',
    (bench) =>
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}2;x\n{}\r\n0\r\n\r\n${hidden(bench)}`,
  ),
  lines(
    'chunk-space',
    'put a space behind a chunk size',
    (bench) =>
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}2 \r\n{}\r\n0\r\n\r\n${hidden(bench)}`,
  ),
  lines(
    'trailer-length',
    'give a length in a trailer',
    (bench) =>
      `${head(bench, GET, ['Transfer-Encoding: chunked'])}0\r\nContent-Length: 500\r\nX-Tenant-ID: globex\r\n\r\n`,
    { removes: [] },
  ),
  lines(
    'trailer-token',
    "put the victim's token into a trailer and none before",
    (bench) =>
      `${head(bench, GET, ['Transfer-Encoding: chunked']).replace(/Authorization: .*\r\n/, '')}0\r\nAuthorization: Bearer ${bench.victimToken}\r\n\r\n`,
    MISSING,
  ),
  lines(
    'after-close',
    'go on after asking for the end of the connection',
    (bench) => head(bench, GET, ['Connection: close']) + hidden(bench),
    { allowed: ['api: HTTP 400 ERR_REQUEST_INVALID'], ignoredWith: 'HTTP 200', removes: [] },
  ),
  lines(
    'expect-continue',
    'expect to be told to go on, and hide a request in the body',
    (bench) =>
      `${head(bench, POST, [JSON_TYPE, 'Expect: 100-continue', `Content-Length: ${hidden(bench).length}`])}${hidden(bench)}`,
    { allowed: ['api: HTTP 100, 400', 'api: HTTP 400 ERR_BODY_INVALID', 'api: HTTP 100'], removes: [] },
  ),
  headed(
    'websocket',
    'ask for a web socket',
    [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      NAMED,
    ],
    OWN,
  ),
  headed(
    'method-header',
    'override the method and name the victim',
    ['X-HTTP-Method: DELETE', 'X-Method-Override: PUT', NAMED],
    OWN,
  ),
  headed(
    'token-lower',
    'write bearer in lower case and name the victim',
    ['authorization: bearer x.y.z', NAMED],
    { allowed: ['api: HTTP 401 ERR_TOKEN_INVALID'], aim: 'be accepted', removes: [] },
  ),
  headed(
    'authorization-empty',
    'leave the token empty and name the victim',
    ['Authorization: Bearer ', NAMED],
    {
      allowed: ['api: HTTP 401 ERR_TOKEN_INVALID', 'api: HTTP 401 ERR_TOKEN_MISSING'],
      aim: 'be accepted',
      removes: [],
    },
  ),
  lines(
    'body-of-get',
    'name the victim in the body of a GET',
    (bench) => `${head(bench, GET, [JSON_TYPE, 'Content-Length: 19'])}{"tenant":"globex"}`,
    { ...OWN, removes: [] },
  ),
  lines(
    'body-twice',
    'send two bodies in one',
    (bench) => `${head(bench, POST, [JSON_TYPE, `Content-Length: ${note.length * 2}`])}${note}${note}`,
    { allowed: ['api: HTTP 400 ERR_BODY_INVALID'], removes: [] },
  ),
].map((row) => toRawAttack({ isLong: true, ...row }))
