import { constants, createPublicKey, hash, publicDecrypt, type KeyObject } from 'node:crypto'
import { SHA256_PREFIX, SHA256_PREFIX_WITHOUT_NULL } from './forge-encoded.ts'
import type { FuzzKey } from './token-draft.ts'

/** By which key a text is signed, and whether the identifier of the hash is spelled as RFC 8017 wants it. */
export interface Signed {
  readonly by: FuzzKey
  readonly hashIdentifier: 'whole' | 'without its NULL'
}

/**
 * Finds the key that made `signature` over `text`, by raising it to the public exponent and comparing every
 * byte; `undefined`: none of `keys` did. It shares no code with any of the verifiers.
 */
export function readSignature(text: Buffer, signature: Buffer, keys: readonly FuzzKey[]): Signed | undefined {
  const digest = hash('sha256', text)
  for (const by of keys) {
    const encoded = decrypt(createPublicKey(by.privateKey), signature)
    if (encoded === undefined) continue
    if (encoded.equals(pad(SHA256_PREFIX + digest, encoded.length))) return { by, hashIdentifier: 'whole' }
    if (encoded.equals(pad(SHA256_PREFIX_WITHOUT_NULL + digest, encoded.length))) {
      return { by, hashIdentifier: 'without its NULL' }
    }
  }
  return undefined
}

/** `undefined` when it is of another length than the modulus, or not below it. */
function decrypt(key: KeyObject, signature: Buffer): Buffer | undefined {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (signature.length !== Math.ceil(bits / 8)) return undefined
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
  } catch {
    return undefined
  }
}

function pad(tail: string, length: number): Buffer {
  return Buffer.from(`0001${`00${tail}`.padStart(2 * length - 4, 'f')}`, 'hex')
}
