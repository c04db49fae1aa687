import { addMember, findMember, removeMember, rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

/** What the broker reads; the rest it does not ask for. */
const READ_BY_BROKER = ['iss', 'aud', 'iat', 'exp', 'principal']
const NOT_READ = ['sub', 'jti', 'tenant', 'role', 'scope']
const WRONG = ['null', '""', '{}', '[]', 'true', '1', '1.0', '"\\u0020"', '[""]', '{"a":1}']
const TENANTS = [
  'ACME',
  'Acme',
  'acme ',
  ' acme',
  'acme\n',
  '*',
  "acme'; --",
  'ac-me',
  'ac_me',
  '1acme',
  'a'.repeat(32),
]
const ODD_TENANTS = [
  '\u0430cme',
  '\uff41cme',
  '\u0131cme',
  'acme\u0301',
  '',
  'acme:caller',
  'tenant:acme',
  '../acme',
]
const PRINCIPALS = [
  'broker',
  'ANONYMOUS',
  'tenant:acme:caller ',
  'TENANT:ACME:CALLER',
  'tenant:acme',
  'User:broker',
]
const LAX = 'claims it does not ask for'

/** Claims that are missing, of another kind, out of bounds, twice there, or at odds with each other. */
export const claimEdits = rowsOf('claims', [
  [
    'a claim of the broker missing',
    (draft, random) => removeMember(draft, 'payload', random.pick(READ_BY_BROKER)),
  ],
  ['another claim missing', (draft, random) => removeMember(draft, 'payload', random.pick(NOT_READ)), LAX],
  ['a claim of the broker of another kind', (draft, random) => spoil(draft, random, READ_BY_BROKER)],
  ['another claim of another kind', (draft, random) => spoil(draft, random, NOT_READ), LAX],
  [
    'a claim of the broker in an array',
    (draft, random) => wrap(draft, random.pick(['iss', 'exp', 'principal'])),
  ],
  ['aud in an array', (draft) => wrap(draft, 'aud'), LAX],
  ['aud beside another', (draft) => setMember(draft, ['payload', 'aud'], '["other","easyflow"]'), LAX],
  ['another claim in an array', (draft, random) => wrap(draft, random.pick(NOT_READ)), LAX],
  [
    'a name that is no tenant',
    (draft, random) => renameAll(draft, random.pick([...TENANTS, ...ODD_TENANTS])),
    LAX,
  ],
  [
    'a tenant at odds with the principal',
    (draft) => setMember(draft, ['payload', 'tenant'], '"globex"'),
    LAX,
  ],
  ['a role at odds with the principal', (draft) => setMember(draft, ['payload', 'role'], '"worker"'), LAX],
  [
    'a role that is none',
    (draft, random) => setRole(draft, random.pick(['admin', 'CALLER', 'constructor', ''])),
    LAX,
  ],
  ['a principal of another tenant', (draft) => setPrincipal(draft, 'tenant:globex:caller'), LAX],
  ['a principal that is none', (draft, random) => setPrincipal(draft, random.pick(PRINCIPALS)), LAX],
  ['another issuer', (draft, random) => setIssuer(draft, random)],
  ['another audience', (draft, random) => setAudience(draft, random)],
  ['a text about as long as allowed', (draft, random) => stretch(draft, random), LAX],
  ['a claim twice, the same', (draft, random) => repeat(draft, random, false), LAX],
  ['a claim twice, of other values', (draft, random) => repeat(draft, random, true), LAX],
])

function spoil(draft: TokenDraft, random: Random, names: readonly string[]): void {
  setMember(draft, ['payload', random.pick(names)], random.pick(WRONG))
}

function wrap(draft: TokenDraft, name: string): void {
  const member = findMember(draft, 'payload', name)
  if (member !== undefined) member.value = `[${member.value}]`
}

function renameAll(draft: TokenDraft, tenant: string): void {
  setMember(draft, ['payload', 'tenant'], JSON.stringify(tenant))
  setPrincipal(draft, `tenant:${tenant}:caller`)
}

function setRole(draft: TokenDraft, role: string): void {
  setMember(draft, ['payload', 'role'], JSON.stringify(role))
  setPrincipal(draft, `tenant:acme:${role}`)
}

function setPrincipal(draft: TokenDraft, principal: string): void {
  setMember(draft, ['payload', 'principal'], JSON.stringify(principal))
}

function setIssuer(draft: TokenDraft, random: Random): void {
  const { issuer } = draft.keys
  const others = [
    `${issuer}/`,
    issuer.toUpperCase(),
    `${issuer} `,
    ` ${issuer}`,
    'https://issuer.invalid',
    `${issuer}?`,
  ]
  setMember(draft, ['payload', 'iss'], JSON.stringify(random.pick(others)))
}

function setAudience(draft: TokenDraft, random: Random): void {
  const others = ['other', 'EASYFLOW', 'easyflow ', 'easyflow/', 'easyflo', '\uff45asyflow']
  setMember(draft, ['payload', 'aud'], JSON.stringify(random.pick(others)))
}

/** Half of them are within the bound, which counts code points. */
function stretch(draft: TokenDraft, random: Random): void {
  const [name, longest] = random.pick([
    ['sub', 255] as const,
    ['jti', 255] as const,
    ['scope', 1000] as const,
  ])
  const letter = random.pick(longest > 500 ? ['s', 'é'] : ['s', 'é', '😀', 'e\u0301'])
  const text = Array.from(letter.repeat(longest + 1)).slice(0, longest + random.below(3) - 1)
  setMember(draft, ['payload', name], JSON.stringify(text.join('')))
}

function repeat(draft: TokenDraft, random: Random, isOther: boolean): void {
  const { payload } = draft.members
  const { name, value } = random.pick(payload)
  const spelled = random.chance(0.5)
    ? name
    : name.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
  const again = {
    name: spelled,
    value: isOther ? random.pick(['"globex"', '"tenant:globex:caller"', '9', 'null']) : value,
  }
  if (random.chance(0.5)) payload.unshift(again)
  else addMember(draft, 'payload', again)
}
