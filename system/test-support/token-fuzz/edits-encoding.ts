import { rowsOf, spliceAt, type TokenEdit } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { Part, TokenDraft } from './token-draft.ts'

const JSON_LAX = 'laxer JSON'
const LAX = 'laxer base64url'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const BROKEN = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
  [0xfe],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
]
const FINE = [
  [0xf0, 0x9f, 0x98, 0x80],
  [0xef, 0xbf, 0xbf],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xc2, 0x80],
  [0xed, 0x9f, 0xbf],
  [0xee, 0x80, 0x80],
]
const FOREIGN = [
  '+',
  '/',
  '=',
  ' ',
  '\n',
  '\t',
  '.',
  '~',
  '%',
  'é',
  '\uff21',
  '\u0000',
  '*',
  '\r\n',
  '\u212a',
  '\ud83d',
]

/** Bytes that are no UTF-8, and some that are. */
export const byteEdits = rowsOf('utf-8', [
  ['bytes that are no UTF-8', (draft, random) => insert(draft, random, BROKEN), JSON_LAX],
  ['rare bytes that are UTF-8', (draft, random) => insert(draft, random, FINE), JSON_LAX],
  ['a byte replaced', (draft, random) => replaceByte(draft, random), JSON_LAX],
  ['a byte order mark as bytes', (draft, random) => prepend(draft, random, [0xef, 0xbb, 0xbf]), JSON_LAX],
  ['UTF-16', (draft, random) => draft.byteEdits.push([partOf(random), toUtf16]), JSON_LAX],
  ['Latin-1 letters', (draft, random) => insert(draft, random, [[0xe9], [0xa0], [0x85]]), JSON_LAX],
])

/** Base64url that no encoder writes; signed as it is. */
export const base64Edits: readonly TokenEdit[] = rowsOf('base64url', [
  ['altered unused bits', (draft, random) => alterUnusedBits(draft, random), LAX],
  ['altered unused bits of the signature', (draft) => draft.tokenEdits.push(alterLast), LAX],
  [
    'padding',
    (draft, random) => onPart(draft, random, (text) => text + random.pick(['=', '==', '===', '%3D'])),
    LAX,
  ],
  ['padding of the signature', (draft, random) => onToken(draft, random.pick(['=', '==', '==='])), LAX],
  [
    'a foreign letter',
    (draft, random) => onPart(draft, random, splice(random, 0, random.pick(FOREIGN))),
    LAX,
  ],
  [
    'a letter replaced by a foreign one',
    (draft, random) => onPart(draft, random, splice(random, 1, random.pick(FOREIGN))),
    // It may be the very letter of plain base64, of which the broker reads either.
    LAX,
  ],
  ['plain base64', (draft, random) => onPart(draft, random, toPlain), LAX],
  ['a letter left out', (draft, random) => onPart(draft, random, splice(random, 1, '')), JSON_LAX],
  [
    'a letter more at the end',
    (draft, random) => onPart(draft, random, (text) => text + letterOf(random)),
    LAX,
  ],
  [
    'a letter replaced',
    (draft, random) => onPart(draft, random, splice(random, 1, letterOf(random))),
    JSON_LAX,
  ],
])

const partOf = (random: Random): Part => random.pick(['header', 'payload'] as const)

const letterOf = (random: Random): string => ALPHABET.charAt(random.below(ALPHABET.length))

/** Into the text of an unknown claim, where whatever is UTF-8 belongs. */
function insert(draft: TokenDraft, random: Random, choices: readonly (readonly number[])[]): void {
  const bytes = Buffer.from(random.pick(choices))
  draft.members.payload.push({ name: '"bytes"', value: '"<here>"' })
  draft.byteEdits.push(['payload', (text) => replaceOnce(text, Buffer.from('<here>'), bytes)])
}

function replaceOnce(bytes: Buffer, what: Buffer, by: Buffer): Buffer {
  const at = bytes.indexOf(what)
  return at === -1 ? bytes : Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + what.length)])
}

function replaceByte(draft: TokenDraft, random: Random): void {
  const [place, byte] = [random.below(1_000_000), random.below(256)]
  draft.byteEdits.push([
    partOf(random),
    (bytes) => {
      const changed = Buffer.from(bytes)
      if (changed.length > 0) changed.writeUInt8(byte, place % changed.length)
      return changed
    },
  ])
}

function prepend(draft: TokenDraft, random: Random, mark: readonly number[]): void {
  draft.byteEdits.push([partOf(random), (bytes) => Buffer.concat([Buffer.from(mark), bytes])])
}

function toUtf16(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString(), 'utf16le')
}

function onPart(draft: TokenDraft, random: Random, edit: (encoded: string) => string): void {
  const made = new Map<string, string>()
  // Drawn once, whatever is asked again.
  draft.encodedEdits.push([
    partOf(random),
    (encoded) => made.get(encoded) ?? made.set(encoded, edit(encoded)).get(encoded) ?? encoded,
  ])
}

function splice(random: Random, drop: number, add: string): (text: string) => string {
  const place = random.below(1_000_000)
  return (text) => spliceAt(text, { ...random, below: (bound) => place % bound }, [drop, add])
}

/** Spaces at the end first, so that there are unused bits. */
function alterUnusedBits(draft: TokenDraft, random: Random): void {
  const part = partOf(random)
  draft.byteEdits.push([
    part,
    (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 3)) % 3, 0x20)]),
  ])
  draft.encodedEdits.push([part, alterLast])
}

/** The last letter raised by one: the same bytes to a decoder that ignores unused bits, when there are any. */
function alterLast(encoded: string): string {
  return encoded.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(encoded.slice(-1)) + 1] ?? 'B')
}

function onToken(draft: TokenDraft, add: string): void {
  draft.tokenEdits.push((token) => token + add)
}

function toPlain(encoded: string): string {
  const plain = encoded.replaceAll('-', '+').replaceAll('_', '/')
  return plain + '='.repeat((4 - (plain.length % 4)) % 4)
}
