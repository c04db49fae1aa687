import { gzipSync } from 'node:zlib'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { head, toRawAttack, type RawRequest } from './raw-request.ts'

const BODY_INVALID = 'api: HTTP 400 ERR_BODY_INVALID'
const TYPE = 'Content-Type: application/json'
const note = '{"workflow":"record-note","mode":"balanced","input":{"note":"x"}}'

const body = (
  name: string,
  title: string,
  content: string | Uint8Array,
  more: {
    readonly allowed?: string
    readonly type?: readonly string[]
    readonly removes?: RawRequest['removes'] & {}
  } = {},
): RawRequest => ({
  name: `body-${name}`,
  title: `start an execution with ${title}`,
  bytes: (bench) => [
    head(bench, 'POST /workflows/execute HTTP/1.1', [
      ...(more.type ?? [TYPE]),
      `Content-Length: ${Buffer.byteLength(content)}`,
    ]),
    typeof content === 'string' ? Buffer.from(content) : content,
  ],
  allowed: [more.allowed ?? BODY_INVALID],
  removes: more.removes ?? [],
})

const MEDIA_TYPE = 'api: HTTP 415 ERR_MEDIA_TYPE'
const TOO_LARGE = 'api: HTTP 413 ERR_BODY_TOO_LARGE'

/** Bodies that are too large, too deep, cut short, or in no UTF-8. */
export const strangeBodies: readonly SuiteAttack[] = [
  body(
    'no-utf8',
    'a body that is no UTF-8',
    Buffer.concat([Buffer.from('{"workflow":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
  ),
  body(
    'overlong',
    'overlong UTF-8 in the body',
    Buffer.concat([Buffer.from('{"workflow":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
  ),
  body('utf16', 'a body in UTF-16', Buffer.from(note, 'utf16le')),
  body('utf7', 'a charset that is not UTF-8', note, {
    allowed: MEDIA_TYPE,
    type: ['Content-Type: application/json; charset=utf-7'],
    removes: ['http-parser'],
  }),
  body('bom', 'a byte order mark before the body', `\uFEFF${note}`, { removes: ['http-parser'] }),
  body('form', 'the body as a form', 'workflow=record-note&tenant=globex', {
    allowed: MEDIA_TYPE,
    type: ['Content-Type: application/x-www-form-urlencoded'],
  }),
  body('two-types', 'two content types', note, {
    allowed: MEDIA_TYPE,
    type: [TYPE, 'Content-Type: text/plain'],
    removes: ['http-parser'],
  }),
  body('gzip', 'a compressed body', gzipSync(note), {
    allowed: MEDIA_TYPE,
    type: [TYPE, 'Content-Encoding: gzip'],
  }),
  body('bomb', 'a compressed body of 10 MB of zeroes', gzipSync(Buffer.alloc(10_000_000)), {
    allowed: MEDIA_TYPE,
    type: [TYPE, 'Content-Encoding: gzip'],
  }),
  body(
    'deep',
    'JSON of 30,000 levels',
    `{"workflow":"record-note","input":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  ),
  body('nul', 'a NUL in a text', '{"workflow":"record-note","input":"\\u0000"}'),
  body('surrogate', 'half of a pair of surrogates in a text', '{"workflow":"record-note","input":"\\ud800"}'),
  body('number', 'a number that no double holds', '{"workflow":"record-note","input":1e999}'),
  body('array', 'an array of two executions', `[${note},${note}]`),
  body('empty', 'no body at all', ''),
  body('announced', 'an announced body of 100 MB', note, { allowed: TOO_LARGE }),
  body('large', 'a body of 70 kB', `{"workflow":"record-note","input":"${'x'.repeat(70_000)}"}`, {
    allowed: TOO_LARGE,
  }),
].map((row) =>
  toRawAttack(
    row.name === 'body-announced'
      ? {
          ...row,
          bytes: (bench) => [
            `${head(bench, 'POST /workflows/execute HTTP/1.1', [TYPE, 'Content-Length: 100000000'])}{`,
          ],
        }
      : row,
  ),
)

/** Requests that come so slowly that they hold a connection: the limits are ten and fifteen seconds. */
export const slowRequests: readonly SuiteAttack[] = [
  {
    name: 'slow-headers',
    title: 'send a header every second, without an end',
    bytes: (bench: Bench) => [
      head(bench, 'GET /executions?limit=20 HTTP/1.1').slice(0, -2),
      ...Array.from({ length: 14 }, (_, index) => `X-${index}: x\r\n`),
    ],
    allowed: ['api: HTTP 408 ERR_REQUEST_TIMEOUT'],
    removes: [],
    pauseMs: 1000,
    isLong: true,
  },
  {
    name: 'slow-body',
    title: 'send a byte of the body every second, without an end',
    bytes: (bench: Bench) => [
      head(bench, 'POST /workflows/execute HTTP/1.1', [TYPE, 'Content-Length: 1000']),
      ...Array.from({ length: 20 }, () => ' '),
    ],
    allowed: ['api: HTTP 408 ERR_REQUEST_TIMEOUT'],
    removes: [],
    pauseMs: 1000,
    isLong: true,
  },
].map(toRawAttack)
