import { removeMember, rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

const NAMES = ['exp', 'iat', 'nbf'] as const
const CLOCK = 'its own clock tolerance and token life'
/** Beside what the bounds say: before, at, and after each of them. */
const NEAR = [-3, -2, -1, 0, 1, 2, 3]

/** Times near every bound, and numbers that are no whole seconds or spelled as if they were none. */
export const timeEdits = rowsOf('times', [
  ['exp near now', (draft, random) => expire(draft, random), CLOCK],
  ['expired for long', (draft, random) => shift(draft, -random.pick([200, 3600, 86_400]))],
  ['iat near the tolerance', (draft, random) => set(draft, 'iat', draft.now + 2 + random.pick(NEAR)), CLOCK],
  ['nbf near now', (draft, random) => set(draft, 'nbf', draft.now + random.pick(NEAR)), CLOCK],
  ['nbf far ahead', (draft) => set(draft, 'nbf', draft.now + 60), CLOCK],
  [
    'a life near 300 seconds',
    (draft, random) => set(draft, 'exp', draft.now + 300 + random.pick(NEAR)),
    CLOCK,
  ],
  ['a life of years', (draft, random) => set(draft, 'exp', draft.now + random.pick([3600, 1e9])), CLOCK],
  ['exp about at iat', (draft, random) => near(draft, random), CLOCK],
  ['a time spelled otherwise', (draft, random) => spell(draft, random), CLOCK],
  [
    'a time of another kind',
    (draft, random) => setMember(draft, ['payload', random.pick(NAMES)], random.pick(KINDS)),
    CLOCK,
  ],
  [
    'a huge time',
    (draft, random) => setMember(draft, ['payload', random.pick(NAMES)], random.pick(HUGE)),
    CLOCK,
  ],
  ['iat missing, exp at hand', (draft) => removeMember(draft, 'payload', 'iat'), CLOCK],
])

const KINDS = ['"1"', 'null', '-1', '-0', '0', 'true', '[]', '{}', '""', '0.0', '-0.0']
const HUGE = [
  '999999999999999',
  '1000000000000000',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551616',
  '1e15',
  '1e308',
  '1e309',
  '1e999999',
  `1${'0'.repeat(300)}`,
]

function set(draft: TokenDraft, name: (typeof NAMES)[number], seconds: number): void {
  setMember(draft, ['payload', name], String(seconds))
}

/** Issued a while ago: it is over now, and not before it began. */
function expire(draft: TokenDraft, random: Random): void {
  set(draft, 'iat', draft.now - 100)
  set(draft, 'exp', draft.now + random.pick(NEAR))
}

function shift(draft: TokenDraft, seconds: number): void {
  set(draft, 'iat', draft.now + seconds)
  set(draft, 'exp', draft.now + 120 + seconds)
}

function near(draft: TokenDraft, random: Random): void {
  const iat = draft.now + random.pick(NEAR)
  set(draft, 'iat', iat)
  set(draft, 'exp', iat + random.pick(NEAR))
}

/** The same moment to whoever reads numbers and not digits. */
function spell(draft: TokenDraft, random: Random): void {
  const name = random.pick(NAMES)
  const seconds = name === 'exp' ? draft.now + 120 : draft.now
  const digits = String(seconds)
  const spelled = [
    `${digits}.0`,
    `${digits}.5`,
    `${digits}.000000001`,
    `${digits}.0000000001`,
    `0${digits}`,
    `+${digits}`,
    `"${digits}"`,
    `${digits}e0`,
    `${digits.slice(0, 1)}.${digits.slice(1)}e9`,
    `${digits}E+0`,
    `0x${seconds.toString(16)}`,
    `${digits}n`,
    `1_${digits.slice(1)}`,
    ` ${digits} `,
    `${digits}.`,
  ]
  setMember(draft, ['payload', name], random.pick(spelled))
}
