import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** Makes a private JWKS with one RS256 key whose id nobody can guess. */
export function createSigningKeys(): { keys: Record<string, unknown>[] } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 0x10001 })
  const kid = randomBytes(24).toString('base64url')
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] }
}
