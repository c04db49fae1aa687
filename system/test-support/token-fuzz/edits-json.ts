import { addMember, rowsOf, spliceAt } from './token-edit.ts'
import {
  BLANKS,
  DUPLICATES,
  ESCAPES,
  KINDS,
  LETTERS,
  NUMBERS,
  OTHER_ESCAPES,
  OTHER_NUMBERS,
  WORDS,
  WRAPS,
} from './json-oddities.ts'
import type { Random } from './seeded-random.ts'
import type { Part, TokenDraft } from './token-draft.ts'

const LAX = 'laxer JSON'
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
