import { createPublicKey } from 'node:crypto'
import { signRs256 } from './build-token.ts'
import { forge, forgeShort, SHA256_PREFIX_WITHOUT_NULL, spoilEncoded } from './forge-encoded.ts'
import { rowsOf } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

/** What a careless verifier takes for the identifier of SHA-256, or does not look at. */
const OTHER_PREFIXES = [
  '3031300d060960864801650304020205000420',
  '3031300d060960864801650304020105000421',
  '30313000060960864801650304020105000420',
  '3021300906052b0e03021a05000414',
  '',
  '00',
]

/** Signatures that are not the signature; with the private key at hand also some that no attacker can make. */
export const signatureEdits = rowsOf('signature', [
  ['a bit flipped', (draft, random) => onSignature(draft, flip(random.below(1_000_000)))],
  ['a byte left out', (draft, random) => onSignature(draft, leaveOut(random.below(1_000_000)))],
  [
    'a zero byte before it',
    (draft) => onSignature(draft, (bytes) => Buffer.concat([Buffer.alloc(1), bytes])),
  ],
  ['a zero byte after it', (draft) => onSignature(draft, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
  ['of no bytes', (draft) => onSignature(draft, () => Buffer.alloc(0))],
  ['twice', (draft) => onSignature(draft, (bytes) => Buffer.concat([bytes, bytes]))],
  ['backwards', (draft) => onSignature(draft, (bytes) => Buffer.from(bytes).reverse())],
  ['plus the modulus', (draft) => draft.signatureEdits.push(addModulus)],
  ['the modulus less it', (draft) => draft.signatureEdits.push(negate)],
  ['a number of note', (draft, random) => setNumber(draft, random)],
  [
    'over another text',
    (draft) => (draft.sign = (input, of) => signRs256(Buffer.concat([input, input]), of)),
  ],
  [
    'padding: no NULL behind the identifier of the hash',
    (draft) => forge(draft, SHA256_PREFIX_WITHOUT_NULL),
    'a hash identifier without its NULL',
  ],
  ['padding: another identifier of the hash', (draft, random) => forge(draft, random.pick(OTHER_PREFIXES))],
  [
    'padding: a byte that is not ff',
    (draft, random) => spoilEncoded(draft, 2 + random.below(200), random.below(255)),
  ],
  ['padding: another block type', (draft, random) => spoilEncoded(draft, 1, random.pick([0, 2, 3]))],
  ['padding: no zero after it', (draft) => spoilEncoded(draft, -52, 0xff)],
  ['padding: short, the rest behind the hash', (draft, random) => forgeShort(draft, random)],
  ['the hash of another text', (draft) => spoilEncoded(draft, -1, 'inverted')],
])

function onSignature(draft: TokenDraft, edit: (signature: Buffer) => Buffer): void {
  draft.signatureEdits.push(edit)
}

function flip(place: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const changed = Buffer.from(bytes)
    const at = (place >> 3) % Math.max(1, changed.length)
    if (changed.length > 0) changed.writeUInt8(changed.readUInt8(at) ^ (1 << (place & 7)), at)
    return changed
  }
}

function leaveOut(place: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const at = place % Math.max(1, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
  }
}

/** In every other case or so it no longer fits into the same number of bytes, and is a byte too long. */
function addModulus(signature: Buffer, draft: TokenDraft): Buffer {
  return toBytes(toNumber(signature) + modulusOf(draft), signature.length)
}

function negate(signature: Buffer, draft: TokenDraft): Buffer {
  const rest = modulusOf(draft) - toNumber(signature)
  return rest < 0n ? signature : toBytes(rest, signature.length)
}

function setNumber(draft: TokenDraft, random: Random): void {
  const which = random.below(6)
  draft.signatureEdits.push((signature, of) => {
    const modulus = modulusOf(of)
    const numbers = [0n, 1n, 2n, modulus - 1n, modulus, 256n ** BigInt(signature.length) - 1n]
    return toBytes(numbers[which] ?? 0n, signature.length)
  })
}

function modulusOf({ signer }: TokenDraft): bigint {
  const { n = '' } = createPublicKey(signer.privateKey).export({ format: 'jwk' })
  return toNumber(Buffer.from(n, 'base64url'))
}

function toNumber(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
}

function toBytes(number: bigint, length: number): Buffer {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(Math.max(length * 2, digits.length + (digits.length % 2)), '0'), 'hex')
}
