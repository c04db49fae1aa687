import { addMember, removeMember, rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

const HEADER_VALUES = ['null', '""', '1', '[]', '{}', 'true', '["RS256"]', '"\\u0000"']
const ALGORITHMS = [
  'none',
  'None',
  '',
  'RS256 ',
  'rs256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'EdDSA',
  'HS256',
  'RS256\u0000',
]
const KIDS = [
  '',
  'nobody',
  '../../dev/null',
  "' or '1'='1",
  'k'.repeat(128),
  'k'.repeat(129),
  '__proto__',
  'é',
  ' ',
  '\u007f',
]
const TYPES = ['jwt', 'id+jwt', 'application/at+jwt', 'JWT ', 'AT+JWT', 'JOSE', '']
const FOREIGN = [
  'jku',
  'x5u',
  'jwk',
  'x5c',
  'crit',
  'b64',
  'zip',
  'cty',
  'tenant',
  '',
  'epk',
  'ppt',
  'url',
  'enc',
]
const FOREIGN_VALUES = [
  '["exp"]',
  '[]',
  'true',
  'false',
  '"http://127.0.0.1:9/jwks"',
  '{}',
  'null',
  '["b64"]',
  '"DEF"',
]
const LAX = 'header members it does not look at'

/** Header members with other values, or that have no place in a token of ours. */
export const headerEdits = rowsOf('header', [
  ['another alg', (draft, random) => setHeader(draft, 'alg', JSON.stringify(random.pick(ALGORITHMS)))],
  ['alg of another kind', (draft, random) => setHeader(draft, 'alg', random.pick(HEADER_VALUES))],
  ['another kid', (draft, random) => setHeader(draft, 'kid', JSON.stringify(random.pick(KIDS)))],
  ['kid of another kind', (draft, random) => setHeader(draft, 'kid', random.pick(HEADER_VALUES)), LAX],
  [
    'x5t of another kind',
    (draft, random) => setHeader(draft, random.pick(['x5t', 'x5t#S256']), random.pick(HEADER_VALUES)),
    LAX,
  ],
  ['a letter more in kid', (draft, random) => stretchKid(draft, random)],
  ['no kid', (draft) => removeMember(draft, 'header', 'kid'), LAX],
  ['no alg', (draft) => removeMember(draft, 'header', 'alg')],
  ['another typ', (draft, random) => setHeader(draft, 'typ', JSON.stringify(random.pick(TYPES))), LAX],
  ['typ of another kind', (draft, random) => setHeader(draft, 'typ', random.pick(HEADER_VALUES)), LAX],
  [
    'a foreign member',
    (draft, random) => setHeader(draft, random.pick(FOREIGN), random.pick(FOREIGN_VALUES)),
    LAX,
  ],
  ['a member twice', (draft, random) => repeatMember(draft, random), 'laxer JSON'],
])

function setHeader(draft: TokenDraft, name: string, value: string): void {
  setMember(draft, ['header', name], value)
}

function stretchKid(draft: TokenDraft, random: Random): void {
  const { kid } = draft.keys.first
  const spelled = [
    `${kid} `,
    ` ${kid}`,
    `${kid}\n`,
    kid.toUpperCase(),
    `${kid}\u0000`,
    `${kid}\u200b`,
    kid.slice(0, -1),
  ]
  setHeader(draft, 'kid', JSON.stringify(random.pick(spelled)))
}

function repeatMember(draft: TokenDraft, random: Random): void {
  const { header } = draft.members
  const { name, value } = random.pick(header)
  const again = { name, value: random.chance(0.5) ? value : random.pick(['"none"', '"x"', 'null']) }
  if (random.chance(0.5)) header.unshift(again)
  else addMember(draft, 'header', again)
}
