import type { SystemAccess } from '../../access/open-access.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

interface Asked {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface IssuerRequest {
  readonly name: string
  readonly title: string
  readonly ask: (access: SystemAccess) => Asked
  readonly allowed: readonly string[]
}

const NOT_OFFERED = 'issuer: HTTP 404 not_found'
const GRANT = 'grant_type=client_credentials'

const basic = (id: string, secret: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})
const acme = ({ system }: SystemAccess): { readonly clientId: string; readonly clientSecret: string } =>
  system.credentials().issuer.callers['acme'] ?? { clientId: '', clientSecret: '' }

/** A request for a token, as acme's genuine client unless the headers say otherwise. */
const token =
  (body: string, headers?: (access: SystemAccess) => Readonly<Record<string, string>>) =>
  (access: SystemAccess): Asked => {
    const { clientId, clientSecret } = acme(access)
    return { path: '/token', body, headers: headers?.(access) ?? basic(clientId, clientSecret) }
  }

const requests: readonly IssuerRequest[] = [
  {
    name: 'tenant',
    title: "ask for the victim's token with the own client",
    ask: token(`${GRANT}&tenant=globex`),
    allowed: ['issuer: HTTP 400 access_denied'],
  },
  {
    name: 'tenant-twice',
    title: 'name the own tenant and the victim',
    ask: token(`${GRANT}&tenant=acme&tenant=globex`),
    allowed: ['issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'tenant-array',
    title: 'name the victim in an array',
    ask: token(`${GRANT}&tenant[]=globex`),
    allowed: [],
  },
  {
    name: 'tenant-capitals',
    title: 'name the victim in capitals',
    ask: token(`${GRANT}&tenant=GLOBEX`),
    allowed: ['issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'role',
    title: "ask for a worker's role",
    ask: token(`${GRANT}&role=worker&principal=tenant:globex:worker&sub=globex-caller`),
    allowed: [],
  },
  {
    name: 'wrong-secret',
    title: "ask as the victim's client with the own secret",
    ask: token(GRANT, (access) => basic('globex-caller', acme(access).clientSecret)),
    allowed: ['issuer: HTTP 401 invalid_client'],
  },
  {
    name: 'no-secret',
    title: "ask as the victim's client without a secret",
    ask: token(`${GRANT}&client_id=globex-caller`, () => ({})),
    allowed: ['issuer: HTTP 401 invalid_client'],
  },
  {
    name: 'two-clients',
    title: "authenticate as oneself in the header and name the victim's client in the body",
    ask: token(`${GRANT}&client_id=globex-caller`),
    allowed: ['issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'worker-client',
    title: "ask as the worker's client with the own secret",
    ask: token(`${GRANT}&tenant=globex`, (access) => basic('easyflow-worker', acme(access).clientSecret)),
    allowed: ['issuer: HTTP 401 invalid_client'],
  },
  {
    name: 'assertion-none',
    title: 'authenticate by an assertion that nobody signed',
    ask: token(
      `${GRANT}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"globex-caller","iss":"globex-caller"}').toString('base64url')}.`,
      () => ({}),
    ),
    allowed: ['issuer: HTTP 401 invalid_client', 'issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'password-grant',
    title: 'ask by the grant of passwords',
    ask: token('grant_type=password&username=globex&password=x'),
    allowed: ['issuer: HTTP 400 unsupported_grant_type'],
  },
  {
    name: 'exchange',
    title: "exchange the own token for the victim's",
    ask: token('grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=x&audience=globex'),
    allowed: ['issuer: HTTP 400 unsupported_grant_type'],
  },
  {
    name: 'refresh',
    title: 'ask by a refresh token',
    ask: token('grant_type=refresh_token&refresh_token=x'),
    allowed: ['issuer: HTTP 400 unsupported_grant_type', 'issuer: HTTP 400 unauthorized_client'],
  },
  {
    name: 'resource',
    title: 'ask for a token for something else',
    ask: token(`${GRANT}&resource=urn:billing`),
    allowed: ['issuer: HTTP 400 invalid_target'],
  },
  {
    name: 'scope',
    title: 'ask for more scopes than there are',
    ask: token(`${GRANT}&scope=easyflow%20admin`),
    allowed: [],
  },
  {
    name: 'query-credentials',
    title: 'send the credentials in the query',
    ask: (access) => ({
      path: `/token?${GRANT}&client_id=${acme(access).clientId}&client_secret=x`,
      body: '',
    }),
    allowed: ['issuer: HTTP 400 invalid_request', 'issuer: HTTP 401 invalid_client'],
  },
  {
    name: 'id-sql',
    title: 'ask as a client whose id is SQL',
    ask: token(GRANT, () => basic("x' or '1'='1", 'x')),
    allowed: ['issuer: HTTP 401 invalid_client', 'issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'id-prototype',
    title: 'ask as a client called __proto__',
    ask: token(GRANT, () => basic('__proto__', '')),
    allowed: ['issuer: HTTP 401 invalid_client', 'issuer: HTTP 400 invalid_request'],
  },
  {
    name: 'registration',
    title: 'register a client of the own',
    ask: () => ({ path: '/reg', body: '{"client_id":"x"}' }),
    allowed: [NOT_OFFERED],
  },
  {
    name: 'introspection',
    title: "have somebody else's token explained",
    ask: () => ({ path: '/token/introspection', body: 'token=x' }),
    allowed: [NOT_OFFERED],
  },
  {
    name: 'authorization',
    title: 'begin a log-in',
    ask: () => ({ method: 'GET', path: '/auth?client_id=globex-caller&response_type=token' }),
    allowed: [NOT_OFFERED],
  },
  {
    name: 'jwks-write',
    title: 'write a key into the key set',
    ask: () => ({ path: '/jwks', body: '{"keys":[]}' }),
    allowed: [NOT_OFFERED],
  },
  {
    name: 'path-dots',
    title: 'reach a file beside the key set',
    ask: () => ({ method: 'GET', path: '/jwks/..%2fissuer-keys.json' }),
    allowed: [NOT_OFFERED],
  },
]

/** The issuer, asked for what it must not give. It is refused there or nowhere: whatever it signs is believed. */
export const issuerAttacks: readonly SuiteAttack[] = requests.map(
  ({ name, title, ask, allowed }): SuiteAttack => ({
    id: `L1-issuer-${name}`,
    layer: 'L1',
    title: `at the issuer, ${title}`,
    allowed,
    // A token that is one's own all the same.
    ...(allowed.length === 0 ? { ignored: { by: 'issuer', answer: 'the own token' } } : {}),
    aim: 'be accepted',
    removes: [],
    attack: ({ access }) => askIssuer(access, ask(access)),
  }),
)

async function askIssuer({ addresses }: SystemAccess, asked: Asked): Promise<SuiteMet> {
  const { method = 'POST', path, headers = {}, body } = asked
  const response = await fetch(new URL(path, addresses.issuerUrl), {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
    headers: {
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...headers,
    },
    ...(method === 'POST' && body !== undefined ? { body } : {}),
  })
  const text = await response.text()
  const error = /"error":"(\w+)"/.exec(text)?.[1] ?? ''
  if (!response.ok) return { refusedBy: 'issuer', answer: `HTTP ${response.status} ${error}`.trim(), text }
  const claims = Buffer.from(/"access_token":"[^.]+\.([^.]+)\./.exec(text)?.[1] ?? '', 'base64url').toString()
  const isOwn = claims.includes('"tenant":"acme"') && claims.includes('"principal":"tenant:acme:caller"')
  return { refusedBy: 'none', answer: isOwn ? 'the own token' : `HTTP ${response.status}`, text }
}
