import { constants, createHmac, createPublicKey, hash, privateDecrypt, sign } from 'node:crypto'
import { signRs256 } from './build-token.ts'
import { rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { FuzzKey, TokenDraft } from './token-draft.ts'

const SHA256_PREFIX = '3031300d060960864801650304020105000420'
/** Without the NULL that RFC 8017 wants there; Java reads both. */
const PREFIX_WITHOUT_NULL = '302f300b06096086480165030402010420'
/** What a careless verifier takes for the identifier of SHA-256, or does not look at. */
const OTHER_PREFIXES = [
  '3031300d060960864801650304020205000420',
  '3031300d060960864801650304020105000421',
  '30313000060960864801650304020105000420',
  '3021300906052b0e03021a05000414',
  '',
  '00',
]

/** Who signs, and by which algorithm. */
export const keyEdits = rowsOf('keys', [
  ['signed by a stranger', (draft) => signAs(draft, draft.keys.stranger, draft.keys.first.kid)],
  ['signed by a stranger under its own kid', (draft) => signAs(draft, draft.keys.stranger)],
  ['signed by a published key under the kid of another', (draft, random) => swap(draft, random)],
  [
    'signed by a key that nobody may use',
    (draft, random) => signAs(draft, random.pick(draft.keys.unusable)),
    'keys of the issuer that are none of ours',
  ],
  ['signed by such a key under a good kid', (draft, random) => signWeakly(draft, random)],
  ['signed with the public key as a secret', (draft, random) => signAsSecret(draft, random)],
  [
    'signed with another hash',
    (draft, random) => signWithHash(draft, random.pick(['sha1', 'sha384', 'sha512'])),
  ],
  ['signed as PS256', (draft) => (draft.sign = signPss)],
  ['no signature and alg none', (draft) => unsign(draft)],
])

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
    (draft) => forge(draft, PREFIX_WITHOUT_NULL),
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

function signAs(draft: TokenDraft, key: FuzzKey, kid: string = key.kid): void {
  draft.signer = key
  setMember(draft, ['header', 'kid'], JSON.stringify(kid))
}

function swap(draft: TokenDraft, random: Random): void {
  const other = random.pick(draft.keys.others)
  if (random.chance(0.5)) signAs(draft, other, draft.keys.first.kid)
  else signAs(draft, draft.keys.first, other.kid)
}

function signWeakly(draft: TokenDraft, random: Random): void {
  signAs(draft, random.pick(draft.keys.unusable), draft.keys.first.kid)
}

function signAsSecret(draft: TokenDraft, random: Random): void {
  const key = createPublicKey(draft.keys.first.privateKey)
  const secret = random.pick([
    key.export({ type: 'spki', format: 'pem' }),
    key.export({ type: 'pkcs1', format: 'der' }),
    JSON.stringify(key.export({ format: 'jwk' })),
  ])
  setMember(draft, ['header', 'alg'], random.pick(['"HS256"', '"RS256"']))
  draft.sign = (input) => createHmac('sha256', secret).update(input).digest()
}

function signWithHash(draft: TokenDraft, name: string): void {
  draft.sign = (input, { signer }) =>
    sign(name, input, { key: signer.privateKey, padding: constants.RSA_PKCS1_PADDING })
}

function signPss(input: Buffer, { signer }: TokenDraft): Buffer {
  return sign('sha256', input, {
    key: signer.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  })
}

function unsign(draft: TokenDraft): void {
  setMember(draft, ['header', 'alg'], '"none"')
  onSignature(draft, () => Buffer.alloc(0))
}

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

/** Signs an encoded message of any spelling: the right padding and hash, another identifier. */
function forge(draft: TokenDraft, prefix: string): void {
  draft.sign = (input, of) => {
    const tail = Buffer.from(`00${prefix}${hash('sha256', input)}`, 'hex')
    return signEncoded(of, Buffer.concat([start(sizeOf(of) - tail.length), tail]))
  }
}

/** Eight bytes of padding, and garbage where nobody may leave room for it (Bleichenbacher, 2006). */
function forgeShort(draft: TokenDraft, random: Random): void {
  const filler = random.below(256)
  draft.sign = (input, of) => {
    const middle = Buffer.from(`00${SHA256_PREFIX}${hash('sha256', input)}`, 'hex')
    const rest = Buffer.alloc(sizeOf(of) - 10 - middle.length, filler)
    return signEncoded(of, Buffer.concat([start(10), middle, rest]))
  }
}

/** Changes one byte of the right encoded message; a negative place counts from the end. */
function spoilEncoded(draft: TokenDraft, place: number, by: number | 'inverted'): void {
  draft.sign = (input, of) => {
    const tail = Buffer.from(`00${SHA256_PREFIX}${hash('sha256', input)}`, 'hex')
    const encoded = Buffer.concat([start(sizeOf(of) - tail.length), tail])
    const at = place < 0 ? encoded.length + place : Math.min(place, encoded.length - tail.length - 1)
    encoded.writeUInt8(by === 'inverted' ? 255 - encoded.readUInt8(at) : by, at)
    return signEncoded(of, encoded)
  }
}

function start(bytes: number): Buffer {
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(bytes - 2, 0xff)])
}

function signEncoded({ signer }: TokenDraft, encoded: Buffer): Buffer {
  return privateDecrypt({ key: signer.privateKey, padding: constants.RSA_NO_PADDING }, encoded)
}

function modulusOf({ signer }: TokenDraft): bigint {
  const { n = '' } = createPublicKey(signer.privateKey).export({ format: 'jwk' })
  return toNumber(Buffer.from(n, 'base64url'))
}

const sizeOf = ({ signer }: TokenDraft): number =>
  Math.ceil((signer.privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8)

function toNumber(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
}

function toBytes(number: bigint, length: number): Buffer {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(Math.max(length * 2, digits.length + (digits.length % 2)), '0'), 'hex')
}
