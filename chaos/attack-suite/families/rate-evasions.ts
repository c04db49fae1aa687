import { fetchToken } from '../../probes/fetch-token.ts'
import { callHttp, type HttpCall } from '../../probes/call-http.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

const REQUESTS = 240

type Evasion = readonly [
  name: string,
  title: string,
  /** The nth request: always the same thing, asked in another way. */
  write: (bench: Bench, number: number, tokens: readonly string[]) => HttpCall,
]

const list = (bench: Bench, path = '/executions?limit=1'): HttpCall => ({
  method: 'GET',
  path,
  token: bench.own,
})
const address = (number: number): string => `10.${number % 250}.${number % 7}.${(number * 7) % 250}`

const evasions: readonly Evasion[] = [
  ['parallel', 'on many connections at once', (bench) => list(bench)],
  [
    'forwarded',
    'each from another address, as its headers say',
    (bench, number) => ({
      ...list(bench),
      headers: {
        'X-Forwarded-For': address(number),
        'X-Real-IP': address(number),
        'CF-Connecting-IP': address(number),
        'True-Client-IP': address(number),
        Forwarded: `for=${address(number)}`,
      },
    }),
  ],
  [
    'agents',
    'each as another client, with another tenant in a header',
    (bench, number) => ({
      ...list(bench),
      headers: {
        'User-Agent': `client/${number}`,
        'X-Tenant-ID': `tenant${number}`,
        'X-Api-Key': String(number),
        'X-RateLimit-Bypass': 'true',
        Origin: `http://host${number}.example`,
      },
    }),
  ],
  [
    'paths',
    'by spellings of the path: case, encoding, slashes, queries',
    (bench, number) =>
      list(
        bench,
        [
          `/executions?limit=1`,
          `/Executions?limit=1`,
          `/executions/?limit=1`,
          `/%65xecutions?limit=1`,
          `/executions?limit=${1 + (number % 20)}`,
          `/./executions?limit=1`,
          `/x/../executions?limit=1`,
          `/executions?limit=1#${number}`,
        ][number % 8],
      ),
  ],
  [
    'routes',
    'spread over all routes',
    (bench, number) =>
      list(bench, ['/executions?limit=1', '/workflows', `/executions/${bench.ownExecution}`][number % 3]),
  ],
  [
    'tokens',
    'with twenty genuine tokens in turn',
    (bench, number, tokens) => ({ ...list(bench), token: tokens[number % tokens.length] ?? bench.own }),
  ],
]

/** More requests than a tenant may make in the time, in a way that a careless count takes for somebody else's. */
export const rateEvasions: readonly SuiteAttack[] = evasions.map(
  ([name, title, write], index): SuiteAttack => ({
    id: `L2-rate-${name}`,
    layer: 'L2',
    title: `evade the rate limit: ${REQUESTS} requests ${title}`,
    allowed: ['api: HTTP 429 for all above the limit'],
    aim: 'be accepted',
    removes: ['rate-limit'],
    isLong: index > 1,
    attack: (bench) => flood(bench, write, name === 'tokens' ? 20 : 1),
  }),
)

async function flood(bench: Bench, write: Evasion[2], tokenCount: number): Promise<SuiteMet> {
  const tokens = await takeTokens(bench, tokenCount)
  const startedAt = performance.now()
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, (_, number) =>
      callHttp(bench.stage.apiUrl(), { ...write(bench, number, tokens), timeoutMs: 20_000 }),
    ),
  )
  const elapsedSeconds = (performance.now() - startedAt) / 1000
  const served = answers.filter(({ status }) => status === 200).length
  const limited = answers.filter(({ status }) => status === 429).length
  const lost = answers.filter(({ status }) => status === 0 || status >= 500)
  if (lost.length > 0) throw new Error(`${lost.length} requests were not answered`)
  const { quota, perSecond } = readPolicy(answers.map(({ headers }) => headers['ratelimit-policy']))
  // One request for what falls between two clocks.
  const most = quota + perSecond * elapsedSeconds + 1
  const text = `${served} served and ${limited} limited in ${elapsedSeconds.toFixed(2)} s`
  return limited > 0 && served <= most
    ? { refusedBy: 'api', answer: 'HTTP 429 for all above the limit', text }
    : { refusedBy: 'none', answer: `${text}, ${most.toFixed(0)} at most are due`, text }
}

async function takeTokens({ access, attacker, own }: Bench, count: number): Promise<readonly string[]> {
  if (count === 1) return [own]
  const caller = access.system.credentials().issuer.callers[attacker]
  if (caller === undefined) throw new Error(`${attacker} has no client`)
  return Promise.all(
    Array.from({ length: count }, () => fetchToken({ issuerUrl: access.addresses.issuerUrl, ...caller })),
  )
}

/** What the api itself says may be made at once, and how fast that comes back. Without a policy there is no limit. */
function readPolicy(headers: readonly (string | undefined)[]): {
  readonly quota: number
  readonly perSecond: number
} {
  const found = headers.find((header) => header !== undefined) ?? ''
  const [, quota = '0', seconds = '1'] = /q=(\d+);w=(\d+)/.exec(found) ?? []
  return { quota: Number(quota), perSecond: Number(quota) / Number(seconds) }
}
