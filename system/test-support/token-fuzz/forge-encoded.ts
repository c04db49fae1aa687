import { constants, hash, privateDecrypt } from 'node:crypto'
import type { Random } from './seeded-random.ts'
import type { TokenDraft } from './token-draft.ts'

/** The identifier of SHA-256 that stands before the hash (RFC 8017, 9.2). */
export const SHA256_PREFIX = '3031300d060960864801650304020105000420'
/** Without the NULL that the same RFC wants in it; Java reads both. */
export const SHA256_PREFIX_WITHOUT_NULL = '302f300b06096086480165030402010420'

/** Signs an encoded message of any spelling: the right padding and hash, another identifier. */
export function forge(draft: TokenDraft, prefix: string): void {
  draft.sign = (input, of) => {
    const tail = Buffer.from(`00${prefix}${hash('sha256', input)}`, 'hex')
    return signEncoded(of, Buffer.concat([start(sizeOf(of) - tail.length), tail]))
  }
}

/** Eight bytes of padding, and garbage where nobody may leave room for it (Bleichenbacher, 2006). */
export function forgeShort(draft: TokenDraft, random: Random): void {
  const filler = random.below(256)
  draft.sign = (input, of) => {
    const middle = Buffer.from(`00${SHA256_PREFIX}${hash('sha256', input)}`, 'hex')
    const rest = Buffer.alloc(sizeOf(of) - 10 - middle.length, filler)
    return signEncoded(of, Buffer.concat([start(10), middle, rest]))
  }
}

/** Changes one byte of the right encoded message; a negative place counts from the end. */
export function spoilEncoded(draft: TokenDraft, place: number, by: number | 'inverted'): void {
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

const sizeOf = ({ signer }: TokenDraft): number =>
  Math.ceil((signer.privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
