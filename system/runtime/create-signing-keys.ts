import { createSigningKey } from '../platform/tokens/create-signing-key.ts'

/** Makes the issuer's first keys file: a private JWKS with one RS256 key. */
export function createSigningKeys(): { keys: Record<string, unknown>[] } {
  return { keys: [createSigningKey()] }
}
