import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { head, toRawAttack, UNREADABLE, type RawRequest } from './raw-request.ts'

const GET = 'GET /executions?limit=20 HTTP/1.1'
const POST = 'POST /workflows/execute HTTP/1.1'
const JSON_TYPE = 'Content-Type: application/json'

/** What is hidden behind the first request: it would be answered by itself if anybody took it for a second one. */
const hidden = (bench: Bench): string => head(bench, GET, ['X-Tenant-ID: globex'])

/** A body whose end two readers would find at two places. */
const ambiguous = (
  name: string,
  title: string,
  headers: readonly string[],
  more: Partial<RawRequest> = {},
): RawRequest => ({
  name,
  title: `hide a second request: ${title}`,
  bytes: (bench) => [`${head(bench, GET, headers)}0\r\n\r\n${hidden(bench)}`],
  ...more,
})

/** Where a request ends: lengths, chunks and lines that are to be read in two ways. */
export const smuggledRequests: readonly SuiteAttack[] = [
  ambiguous('cl-te', 'a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']),
  ambiguous('te-cl', 'chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 500']),
  ambiguous('te-unknown', 'an encoding that sounds like chunks', ['Transfer-Encoding: xchunked']),
  ambiguous('te-twice', 'chunks named twice, once something else', [
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: identity',
  ]),
  ambiguous('te-space', 'a space before the colon', ['Transfer-Encoding : chunked']),
  ambiguous('te-tab', 'a vertical tab before chunked', ['Transfer-Encoding: \u000bchunked']),
  ambiguous('te-quoted', 'chunked in quotes', ['Transfer-Encoding: "chunked"']),
  ambiguous('te-not-last', 'chunked that is not the last encoding', ['Transfer-Encoding: chunked, gzip']),
  ambiguous('cl-twice', 'two lengths that differ', ['Content-Length: 5', 'Content-Length: 0']),
  ambiguous('cl-list', 'a list of lengths', ['Content-Length: 5, 5']),
  ambiguous('cl-plus', 'a length with a plus', ['Content-Length: +5']),
  ambiguous('cl-negative', 'a negative length', ['Content-Length: -5']),
  ambiguous('cl-hex', 'a length in hexadecimal', ['Content-Length: 0x5']),
  ambiguous('cl-huge', 'a length beyond every integer', ['Content-Length: 99999999999999999999999']),
  ambiguous('cl-space-inside', 'a length with a space inside', ['Content-Length: 5 0']),
  {
    name: 'chunk-size-signed',
    title: 'hide a second request: a chunk of negative size',
    bytes: (bench: Bench) => [
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}-1\r\n\r\n${hidden(bench)}`,
    ],
  },
  {
    name: 'chunk-size-overflow',
    title: 'hide a second request: a chunk size that overflows',
    bytes: (bench: Bench) => [
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}FFFFFFFFFFFFFFFFF\r\nx\r\n${hidden(bench)}`,
    ],
  },
  {
    name: 'chunk-size-prefix',
    title: 'hide a second request: a chunk size written 0x0',
    bytes: (bench: Bench) => [
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}0x0\r\n\r\n${hidden(bench)}`,
    ],
  },
  {
    name: 'chunk-without-end',
    title: 'hide a second request: a chunk that does not end where it says',
    bytes: (bench: Bench) => [
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}2\r\n{}${hidden(bench)}`,
    ],
    removes: [],
    unprovable: 'what is hidden begins in the middle of a line, where no reader looks for a request',
  },
  {
    name: 'chunk-bare-lf',
    title: 'hide a second request: chunks whose lines end in a bare line feed',
    bytes: (bench: Bench) => [
      `${head(bench, POST, [JSON_TYPE, 'Transfer-Encoding: chunked'])}2\n{}\n0\n\n${hidden(bench)}`,
    ],
  },
  {
    name: 'bare-lf',
    title: 'end the lines of a request in bare line feeds',
    bytes: (bench: Bench) => [head(bench, GET).replaceAll('\r\n', '\n')],
  },
  {
    name: 'bare-cr',
    title: 'end a header in a bare carriage return, another behind it',
    bytes: (bench: Bench) => [head(bench, GET, ['X-Note: a\rX-Tenant-ID: globex'])],
  },
  {
    name: 'obs-fold',
    title: 'fold a header over two lines',
    bytes: (bench: Bench) => [head(bench, GET, ['X-Note: a\r\n X-Tenant-ID: globex'])],
  },
  {
    name: 'fold-first',
    title: 'begin the headers with a folded line',
    bytes: (bench: Bench) => [head(bench, `${GET}\r\n X-Tenant-ID: globex`)],
    aim: 'read' as const,
  },
  {
    name: 'length-of-get',
    title: 'give a GET a body that is a second request',
    bytes: (bench: Bench) => [head(bench, GET, [`Content-Length: ${hidden(bench).length}`]) + hidden(bench)],
    ignoredWith: 'HTTP 200',
    removes: [],
  },
  {
    name: 'trailer',
    title: 'name the victim in a trailer behind the body',
    bytes: (bench: Bench) => [
      `${head(bench, GET, ['Transfer-Encoding: chunked', 'Trailer: X-Tenant-ID'])}0\r\nX-Tenant-ID: globex\r\n\r\n`,
    ],
    ignoredWith: 'HTTP 200',
    // A trailer is no header, not even for the laxest api.
    removes: [],
  },
  {
    name: 'pipelined',
    title: 'send a request without a token right behind one that has it',
    bytes: (bench: Bench) => [
      head(bench, GET) + head(bench, GET, ['X-Tenant-ID: globex']).replace(/Authorization: .*\r\n/, ''),
    ],
    ignoredWith: 'HTTP 200, 401',
    removes: [],
  },
].map((row) => toRawAttack({ allowed: 'ignoredWith' in row ? [] : [UNREADABLE], ...row }))
