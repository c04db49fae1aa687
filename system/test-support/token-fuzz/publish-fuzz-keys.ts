import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { publicJwkOf } from '../sign-test-token.ts'
import type { TestIssuer } from '../test-issuer.ts'
import type { FuzzKey, FuzzKeys } from './token-draft.ts'

/** Puts good keys of every size into the issuer's key set, and some that no verifier may use. */
export function publishFuzzKeys(issuer: TestIssuer): FuzzKeys {
  const others = [2048, 3072, 4096].map((bits) => createKey(bits))
  const unusable = [createKey(1024), createKey(2040), createKey(2047), createKey(2048, 3)]
  const foreign = createKey(2048)
  const jwkOf = (key: FuzzKey): Record<string, unknown> => publicJwkOf({ ...key, issuer: issuer.issuer })
  issuer.publish([
    ...issuer.jwks().keys,
    ...[...others, ...unusable].map(jwkOf),
    { ...jwkOf(foreign), alg: 'RS512' },
  ])
  return {
    issuer: issuer.issuer,
    first: { kid: issuer.kid, privateKey: issuer.privateKey },
    others,
    unusable: [...unusable, foreign],
    stranger: createKey(2048),
  }
}

function createKey(modulusLength: number, publicExponent = 0x10001): FuzzKey {
  return {
    // What is odd about a key can be read in what is printed of its tokens.
    kid: `bits-${String(modulusLength)}-exponent-${String(publicExponent)}-${randomUUID()}`,
    privateKey: generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey,
  }
}
