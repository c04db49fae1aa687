import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** Makes a private RS256 key, as a JWK, whose id nobody can guess. */
export function createSigningKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 0x10001 })
  // Hexadecimal: a kid is typed at the command line, where a leading hyphen would make it an option.
  const kid = randomBytes(20).toString('hex')
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
}
