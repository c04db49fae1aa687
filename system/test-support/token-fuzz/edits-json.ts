import { addMember, rowsOf, spliceAt } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { Part, TokenDraft } from './token-draft.ts'

const LAX = 'laxer JSON'
const r = String.raw

const NUMBERS = [
  '01',
  '+1',
  '.5',
  '1.',
  '1e3',
  '1E-2',
  '1e999999',
  '0.1234567890',
  '1000000000000000',
  'NaN',
  'Infinity',
]
const OTHER_NUMBERS = [
  '-',
  '--1',
  '0x1',
  '1_000',
  '1n',
  '-01',
  '1.0.0',
  '1e',
  '1e+',
  '٣',
  '-Infinity',
  '00',
  '-',
]
const ESCAPES = [
  r`"\u0000"`,
  r`"\ud83d"`,
  r`"\ude00"`,
  r`"\ude00\ud83d"`,
  r`"\ud83d\ud83d\ude00"`,
  r`"\ud83d😀"`,
]
const OTHER_ESCAPES = [
  r`"\x41"`,
  r`"\u12"`,
  r`"\u{41}"`,
  r`"\'"`,
  r`"\a"`,
  r`"\0"`,
  r`"\U0041"`,
  r`"\u00G0"`,
  r`"\"`,
]
const WORDS = [
  'TRUE',
  'True',
  'nul',
  'nulll',
  'undefined',
  'yes',
  "'x'",
  'x',
  '`x`',
  '/x/',
  '""""',
  '"a" "b"',
  '',
]
const BLANKS = [
  '\u00a0',
  '\f',
  '\v',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u200b',
  '\ufeff',
  '\u3000',
  '\u0000',
  '\u001f',
  '\u0008',
]
const WRAPS: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['', '{}'],
  ['', ','],
  ['(', ')'],
  ['/* */', ''],
  ['', '// x'],
  ['', '\n#'],
  ['{', '}'],
  ['', ';'],
  [")]}',\n", ''],
  ['', '\u0000'],
]

/** What a strict reader of JSON refuses and a friendly one forgives. */
export const jsonEdits = rowsOf('json', [
  [
    'a number at a bound or beyond',
    (draft, random) => add(draft, random.pick([...NUMBERS, ...OTHER_NUMBERS])),
    LAX,
  ],
  ['an escape of no character', (draft, random) => add(draft, lay(random.pick(ESCAPES), random)), LAX],
  ['an escape that is none', (draft, random) => add(draft, random.pick(OTHER_ESCAPES)), LAX],
  [
    'such an escape in a name',
    (draft, random) => addNamed(draft, random.pick([...ESCAPES, ...OTHER_ESCAPES])),
    LAX,
  ],
  ['a word that is no value', (draft, random) => add(draft, random.pick(WORDS)), LAX],
  ['nested about as deep as allowed', (draft, random) => add(draft, nest(random, 5 + random.below(4))), LAX],
  ['nested far too deep', (draft, random) => add(draft, nest(random, random.pick([20, 100, 800]))), LAX],
  ['a duplicate inside an unknown claim', (draft, random) => add(draft, random.pick(DUPLICATES)), LAX],
  ['a name without or in other quotes', (draft, random) => requote(draft, random), LAX],
  ['a letter that is no JSON space', (draft, random) => splice(draft, random, 0, random.pick(BLANKS)), LAX],
  [
    'a byte order mark',
    (draft, random) => draft.textEdits.push([partOf(random), (text) => `\ufeff${text}`]),
    LAX,
  ],
  ['something round the value', (draft, random) => wrap(draft, random), LAX],
  ['a letter left out', (draft, random) => splice(draft, random, 1, ''), LAX],
  ['a letter put in', (draft, random) => splice(draft, random, 0, random.pick(LETTERS)), LAX],
  ['a letter replaced', (draft, random) => splice(draft, random, 1, random.pick(LETTERS)), LAX],
  ['cut short', (draft, random) => cut(draft, random), LAX],
  [
    'another kind of value',
    (draft, random) => draft.textEdits.push([partOf(random), () => random.pick(KINDS)]),
  ],
])

const DUPLICATES = [
  '{"a":1,"a":1}',
  r`[{"a":1,"\u0061":2}]`,
  '{"":1,"":2}',
  '{"é":1,"e\u0301":2}',
  r`{"b":{"a":{},"a":{}}}`,
]
const LETTERS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '0',
  'e',
  ' ',
  'x',
  '-',
  '.',
  '\n',
  'é',
  '😀',
  '\u007f',
  '\u0000',
]
const KINDS = ['null', '[]', '"x"', '1', 'true', '', ' ', '{', '[{}]', '{}', '{"":{}}']

const partOf = (random: Random): Part => random.pick(['header', 'payload', 'payload'] as const)

function add(draft: TokenDraft, value: string): void {
  addMember(draft, 'payload', { name: '"extra"', value })
}

/** By itself, or where a reader of members does not come by. */
function lay(value: string, random: Random): string {
  return random.pick([value, `[${value}]`, `{"a":[1,[${value}]]}`])
}

function addNamed(draft: TokenDraft, name: string): void {
  addMember(draft, 'payload', { name, value: '1' })
}

function nest(random: Random, levels: number): string {
  const [open, close] = random.pick([['[', ']'] as const, ['{"a":', '}'] as const])
  const inner = random.pick(open === '[' ? ['', '1', '{}'] : ['1', '[]', '{}'])
  return open.repeat(levels) + inner + close.repeat(levels)
}

function requote(draft: TokenDraft, random: Random): void {
  const member = random.pick(draft.members[partOf(random)])
  const bare = member.name.replaceAll('"', '')
  member.name = random.pick([bare, `'${bare}'`, `“${bare}”`, `"${bare}`, `""${bare}""`])
}

/** Where, is drawn now and not when the text is there: the drawing ends with the edit. */
function splice(draft: TokenDraft, random: Random, drop: number, add: string): void {
  const place = random.below(1_000_000)
  const fixed: Random = { ...random, below: (bound) => place % bound }
  draft.textEdits.push([partOf(random), (text) => spliceAt(text, fixed, [drop, add])])
}

function wrap(draft: TokenDraft, random: Random): void {
  const [before, after] = random.pick(WRAPS)
  draft.textEdits.push([partOf(random), (text) => before + text + after])
}

function cut(draft: TokenDraft, random: Random): void {
  const share = random.below(100) / 100
  draft.textEdits.push([partOf(random), (text) => text.slice(0, Math.floor(text.length * share))])
}
