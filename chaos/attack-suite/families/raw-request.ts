import { setTimeout as delay } from 'node:timers/promises'
import { sendBytes, type WireExchange } from '../../probes/send-bytes.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { FUNCTION_WALLS, LAX_REQUEST_WALLS, type WallName } from '../walls.ts'

/** Bytes that no HTTP client would write. */
export interface RawRequest {
  readonly name: string
  readonly title: string
  /** Written one after the other. */
  readonly bytes: (bench: Bench) => readonly (string | Uint8Array)[]
  readonly allowed?: readonly string[]
  /** "200": answered with what is the attacker's own. */
  readonly ignoredWith?: string
  readonly aim?: SuiteAttack['aim']
  readonly removes?: readonly WallName[]
  readonly unprovable?: string
  readonly pauseMs?: number
  readonly isLong?: boolean
}

/** What Node's parser refuses with every leniency that it has (--insecure-http-parser): only another reader takes it. */
const REFUSED_BY_ANY_PARSER: ReadonlySet<string> = new Set([
  'cl-twice',
  'cl-list',
  'cl-plus',
  'cl-negative',
  'cl-hex',
  'cl-huge',
  'cl-space-inside',
  'chunk-size-signed',
  'chunk-size-overflow',
  'chunk-size-prefix',
  'chunk-bare-lf',
  'bare-cr',
  'method-unknown',
  'method-lower',
  'tab',
  'no-version',
  'http-3',
  'nul-in-path',
  'name-space',
  'name-empty',
  'name-latin',
  'fragment',
  'te-line-feed',
  'cl-float',
  'cl-exponent',
  'chunk-extension-line',
  'chunk-space',
])

/** What the api says to bytes that are no request. */
export const UNREADABLE = 'api: HTTP 400 ERR_REQUEST_INVALID'

/** The attack that writes them. */
export function toRawAttack(raw: RawRequest): SuiteAttack {
  const { ignoredWith, aim = ignoredWith === undefined ? 'be accepted' : 'read' } = raw
  const strictness: readonly WallName[] = REFUSED_BY_ANY_PARSER.has(raw.name)
    ? // What is hidden names the victim, so that the database has to let it pass as well.
      ['http-parser', ...FUNCTION_WALLS]
    : ['api-strictness']
  const walls = aim === 'read' ? LAX_REQUEST_WALLS : strictness
  return {
    id: `L2-raw-${raw.name}`,
    layer: 'L2',
    title: raw.title,
    allowed: raw.allowed ?? (ignoredWith === undefined ? [UNREADABLE] : []),
    ...(ignoredWith === undefined ? {} : { ignored: { by: 'api', answer: ignoredWith } }),
    aim,
    removes: raw.removes ?? walls,
    ...(raw.unprovable === undefined ? {} : { unprovable: raw.unprovable }),
    isPatient: true,
    isLong: raw.isLong ?? false,
    attack: (bench, signal) => write(bench, raw, signal),
  }
}

/** Over the limit of a second, or in an outage, it is written again. */
const TRIES_MAX = 8

async function write(
  bench: Bench,
  { bytes, pauseMs = 0 }: RawRequest,
  signal: AbortSignal,
): Promise<SuiteMet> {
  for (let tries = 1; ; tries += 1) {
    const exchange = await sendBytes(bench.stage.apiUrl(), bytes(bench), { pauseMs })
    const isLost = exchange.answers.some(({ status }) => status === 429 || status === 503)
    if (!isLost) return metOf(exchange)
    if (tries === TRIES_MAX) throw new Error(`No answer in ${TRIES_MAX} tries`)
    await delay(1000, undefined, { signal })
  }
}

/** One answer by itself; of several each status, for then more was answered than was asked. */
function metOf({ answers, text, isClosed }: WireExchange): SuiteMet {
  const [first, ...others] = answers
  const isAccepted = answers.some(({ status }) => status >= 200 && status < 300)
  const refusedBy = isAccepted ? 'none' : 'api'
  if (first === undefined) return { refusedBy: 'api', answer: isClosed ? 'closed' : 'silent', text }
  if (others.length > 0)
    return { refusedBy, answer: `HTTP ${answers.map(({ status }) => status).join(', ')}`, text }
  const code = /"code":"(\w+)"/.exec(first.body)?.[1]
  return { refusedBy, answer: `HTTP ${first.status}${code === undefined ? '' : ` ${code}`}`, text }
}

/** A request line and headers, with a host and the own token unless they are there. */
export function head(bench: Bench, line: string, headers: readonly string[] = []): string {
  const has = (name: RegExp): boolean => headers.some((header) => name.test(header))
  return [
    line,
    ...(has(/^host *:/i) ? [] : ['Host: 127.0.0.1']),
    ...(has(/^authorization *:/i) ? [] : [`Authorization: Bearer ${bench.own}`]),
    ...headers,
    '',
    '',
  ].join('\r\n')
}
