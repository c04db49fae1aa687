import { callHttp } from '../../probes/call-http.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

type Part = 'api' | 'worker' | 'issuer'

interface Look {
  readonly name: string
  readonly title: string
  readonly part: Part
  readonly path: string
  readonly allowed?: readonly string[]
}

const looks: readonly Look[] = [
  ...(['api', 'worker', 'issuer'] as const).flatMap((part): readonly Look[] => [
    { name: `${part}-metrics`, title: `ask the ${part} for metrics without a token`, part, path: '/metrics' },
    { name: `${part}-debug`, title: `ask the ${part} for its internals`, part, path: '/debug/pprof' },
    { name: `${part}-settings`, title: `ask the ${part} for its settings`, part, path: '/.env' },
    {
      name: `${part}-health`,
      title: `ask the ${part} how it is, and look for secrets`,
      part,
      path: '/health/ready',
      allowed: [],
    },
  ]),
  {
    name: 'api-description',
    title: 'read the description of the api',
    part: 'api',
    path: '/openapi.json',
    allowed: [],
  },
  {
    name: 'issuer-keys',
    title: 'read the key set, and look for anything private',
    part: 'issuer',
    path: '/jwks',
    allowed: [],
  },
]

/** What the ports say to somebody who has no token at all. */
export const portAttacks: readonly SuiteAttack[] = looks.map(
  ({ name, title, part, path, allowed = ['none: HTTP 404'] }): SuiteAttack => ({
    id: `L7-port-${name}`,
    layer: 'L7',
    title,
    allowed: allowed.map((answer) => answer.replace('none', part === 'issuer' ? 'issuer' : part)),
    ...(allowed.length === 0 ? { ignored: { by: part, answer: 'HTTP 200, nothing secret in it' } } : {}),
    aim: 'be accepted',
    removes: [],
    attack: (bench) => look(bench, part, path),
  }),
)

/** Private members of a key, and addresses with a password in them. */
const SECRET = /"(?:d|p|q|dp|dq|qi)":|client_secret|postgres:\/\//i

async function look({ access, stage }: Bench, part: Part, path: string): Promise<SuiteMet> {
  const { workerUrl, issuerUrl } = access.addresses
  const baseUrl = { api: stage.apiUrl(), worker: workerUrl, issuer: issuerUrl }[part]
  const { status, text } = await callHttp(baseUrl, { method: 'GET', path })
  if (status !== 200) return { refusedBy: part, answer: `HTTP ${status}`, text }
  const isSecret =
    SECRET.test(text) ||
    access.secrets().some(({ value }) => text.includes(value)) ||
    // Who is a tenant is nobody's business who shows no token.
    access.tenants.some((tenant) => text.includes(tenant))
  return { refusedBy: 'none', answer: `HTTP 200, ${isSecret ? 'SECRETS' : 'nothing secret'} in it`, text }
}
