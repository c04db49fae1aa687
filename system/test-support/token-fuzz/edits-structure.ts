import { addMember, rowsOf } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

const WHITE = [' ', '\n', '\t', '\r\n', '  ']
const ROUND = ['Bearer ', 'bearer ', '\ufeff', '"', '.', '\u0000', '\u00a0', '\u200b', '%20']
/** Parts that are too many, too few, empty, in another order, or wrapped; and tokens about as long as allowed. */
export const structureEdits = rowsOf('structure', [
  ['a part left out', (draft, random) => onParts(draft, (parts) => leaveOut(parts, random.below(3)))],
  ['a part emptied', (draft, random) => emptyPart(draft, random.below(3))],
  ['a part twice', (draft, random) => repeatPart(draft, random.below(3))],
  ['parts in another order', (draft, random) => reorder(draft, random)],
  ['something before it', (draft, random) => onToken(draft, (token) => random.pick(ROUND) + token)],
  ['something after it', (draft, random) => onToken(draft, (token) => token + random.pick(ROUND))],
  [
    'white space before it',
    (draft, random) => onToken(draft, (token) => random.pick(WHITE) + token),
    'white space round the token',
  ],
  [
    'white space after it',
    (draft, random) => onToken(draft, (token) => token + random.pick(WHITE)),
    'white space round the token',
  ],
  ['something in it', (draft, random) => insert(draft, random)],
  [
    'another separator',
    (draft, random) => separate(draft, random.pick(['..', ',', ' ', '\uff0e', '-', '%2E', '\n'])),
  ],
  ['JSON serialization', (draft) => onParts(draft, toJson)],
  ['cut short', (draft, random) => cut(draft, random)],
  ['about 4,096 bytes long', (draft, random) => fill(draft, 4096 + random.below(9) - 4), 'longer tokens'],
  ['far too long', (draft, random) => fill(draft, random.pick([6000, 20_000])), 'longer tokens'],
])

function onParts(draft: TokenDraft, edit: (parts: readonly string[]) => string): void {
  draft.tokenEdits.push((token) => edit(token.split('.')))
}

function leaveOut(parts: readonly string[], at: number): string {
  return parts.filter((_, index) => index !== at).join('.')
}

function emptyPart(draft: TokenDraft, at: number): void {
  onParts(draft, (parts) => parts.map((part, index) => (index === at ? '' : part)).join('.'))
}

function repeatPart(draft: TokenDraft, at: number): void {
  onParts(draft, (parts) => parts.flatMap((part, index) => (index === at ? [part, part] : [part])).join('.'))
}

function reorder(draft: TokenDraft, random: Random): void {
  const order = random.pick([
    [1, 0, 2],
    [0, 2, 1],
    [2, 1, 0],
    [0, 0, 2],
    [1, 1, 2],
  ])
  onParts(draft, (parts) => order.map((at) => parts[at] ?? '').join('.'))
}

function onToken(draft: TokenDraft, edit: (token: string) => string): void {
  draft.tokenEdits.push(edit)
}

function insert(draft: TokenDraft, random: Random): void {
  const [text, place] = [random.pick([...ROUND, ...WHITE]), random.below(1_000_000)]
  draft.tokenEdits.push((token) => {
    const at = place % (token.length + 1)
    return token.slice(0, at) + text + token.slice(at)
  })
}

function separate(draft: TokenDraft, separator: string): void {
  onParts(draft, (parts) => parts.join(separator))
}

function toJson(parts: readonly string[]): string {
  const [header, payload, signature] = parts
  return JSON.stringify({ protected: header, payload, signature })
}

function cut(draft: TokenDraft, random: Random): void {
  const share = random.below(1000) / 1000
  draft.tokenEdits.push((token) => token.slice(0, Math.floor(token.length * share)))
}

/** With an unknown claim of that many letters, signed: only its length is wrong, if that is wrong. */
function fill(draft: TokenDraft, bytes: number): void {
  const filler = { name: '"filler"', value: '""' }
  addMember(draft, 'payload', filler)
  const others = [...draft.members.header, ...draft.members.payload]
  const text = others.reduce((sum, { name, value }) => sum + Buffer.byteLength(name + value) + 2, 2)
  filler.value = JSON.stringify('f'.repeat(Math.max(0, Math.round(((bytes - 344) * 3) / 4) - text)))
}
