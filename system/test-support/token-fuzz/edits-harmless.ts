import { addMember, removeMember, rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { Part, TokenDraft } from './token-draft.ts'

const SPACES = [' ', '\n', '\t', '\r', ' \r\n\t ', '  ']
const TEXTS = [
  'x',
  'a b',
  'é',
  '😀',
  '\u{10ffff}',
  '"',
  '\\',
  '/',
  "'",
  '\u007f',
  '\u2028',
  '\ufffe',
  'x'.repeat(255),
]
const VALUES = [
  '0',
  '-0',
  '-1.5',
  '999999999999999',
  '0.123456789',
  'true',
  'false',
  'null',
  '{}',
  '[]',
  '""',
]
const NESTED = [
  '[[[[[[1]]]]]]',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":2}]',
  '{"tenant":"globex"}',
  '{"__proto__":{}}',
]

/** Changes after which a token is as good as before, alone and together. */
export const harmlessEdits = rowsOf('harmless', [
  ['claims in another order', (draft, random) => shuffle(draft.members.payload, random)],
  ['header members in another order', (draft, random) => shuffle(draft.members.header, random)],
  ['JSON spaces', (draft, random) => spread(draft, random)],
  ['letters of a claim name as escapes', (draft, random) => escapeName(draft, 'payload', random)],
  ['letters of a header name as escapes', (draft, random) => escapeName(draft, 'header', random)],
  ['letters of a value as escapes', (draft, random) => escapeValue(draft, random)],
  ['an unknown claim', (draft, random) => addUnknown(draft, random, VALUES)],
  ['an unknown claim with others in it', (draft, random) => addUnknown(draft, random, NESTED)],
  ['an unknown claim of any letters', (draft, random) => addText(draft, random)],
  [
    'another sub',
    (draft, random) => setMember(draft, ['payload', 'sub'], JSON.stringify(random.pick(TEXTS))),
  ],
  [
    'another scope',
    (draft, random) => setMember(draft, ['payload', 'scope'], JSON.stringify(random.pick(TEXTS))),
  ],
  ['another tenant', (draft) => become(draft, 'globex', 'caller')],
  ['a worker', (draft) => become(draft, 'acme', 'worker')],
  ['a worker of another tenant', (draft) => become(draft, 'globex', 'worker')],
  ['typ JWT', (draft) => setMember(draft, ['header', 'typ'], '"JWT"')],
  ['no typ', (draft) => removeMember(draft, 'header', 'typ')],
  ['x5t', (draft) => setMember(draft, ['header', 'x5t'], '"abc"')],
  ['x5t#S256', (draft) => setMember(draft, ['header', 'x5t#S256'], '"def"')],
  ['nbf now', (draft) => setMember(draft, ['payload', 'nbf'], String(draft.now))],
  ['nbf zero', (draft) => setMember(draft, ['payload', 'nbf'], '0')],
  ['the longest life', (draft) => live(draft, 300)],
  ['another published key', (draft, random) => signAs(draft, random)],
])

export function become(draft: TokenDraft, tenant: string, role: string): void {
  const claims = { sub: `${tenant}-${role}`, tenant, role, principal: `tenant:${tenant}:${role}` }
  for (const [name, value] of Object.entries(claims)) {
    setMember(draft, ['payload', name], JSON.stringify(value))
  }
}

function live(draft: TokenDraft, seconds: number): void {
  setMember(draft, ['payload', 'iat'], String(draft.now))
  setMember(draft, ['payload', 'exp'], String(draft.now + seconds))
}

function shuffle<Item>(items: Item[], random: Random): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const [item] = items.splice(random.below(at + 1), 1)
    if (item !== undefined) items.push(item)
  }
}

function spread(draft: TokenDraft, random: Random): void {
  const part = random.pick(['header', 'payload'] as const)
  for (const member of draft.members[part]) {
    if (random.chance(0.5)) member.name = random.pick(SPACES) + member.name + random.pick(SPACES)
    if (random.chance(0.5)) member.value = random.pick(SPACES) + member.value + random.pick(SPACES)
  }
  const [before, after] = [random.pick(SPACES), random.pick(SPACES)]
  draft.textEdits.push([part, (text) => before + text + after])
}

function escapeName(draft: TokenDraft, part: Part, random: Random): void {
  const member = random.pick(draft.members[part])
  member.name = escapeLetters(member.name, random)
}

function escapeValue(draft: TokenDraft, random: Random): void {
  const texts = [...draft.members.header, ...draft.members.payload].filter(({ value }) =>
    /^"[ -~]*"$/.test(value),
  )
  if (texts.length === 0) return
  const member = random.pick(texts)
  member.value = escapeLetters(member.value, random)
}

function escapeLetters(quoted: string, random: Random): string {
  // What follows a backslash is left alone: it is an escape already.
  return quoted.replaceAll(/\\.|[A-Za-z0-9:/]/g, (letter) => {
    if (letter.length > 1 || random.chance(0.6)) return letter
    const code = letter.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${random.chance(0.5) ? code : code.toUpperCase()}`
  })
}

function addUnknown(draft: TokenDraft, random: Random, values: readonly string[]): void {
  addMember(draft, 'payload', { name: unknownName(draft), value: random.pick(values) })
}

function addText(draft: TokenDraft, random: Random): void {
  addMember(draft, 'payload', { name: unknownName(draft), value: JSON.stringify(random.pick(TEXTS)) })
}

/** No two of one token are the same. */
function unknownName(draft: TokenDraft): string {
  return JSON.stringify(`x${String(draft.members.payload.length)}`)
}

function signAs(draft: TokenDraft, random: Random): void {
  const key = random.pick(draft.keys.others)
  draft.signer = key
  setMember(draft, ['header', 'kid'], JSON.stringify(key.kid))
}
