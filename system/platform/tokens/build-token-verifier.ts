import { hash } from 'node:crypto'
import { compactVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { TOKEN_BYTES_MAX, TOKEN_ISSUED_AT_TOLERANCE_SECONDS, type Identity } from '../../contracts/token.ts'
import { buildKeyFinder, type FindSigningKey, type KeyFinderOptions } from './build-key-finder.ts'
import type { SigningKey } from './load-signing-keys.ts'
import { parseStrictToken, type UnverifiedToken } from './parse-strict-token.ts'

export interface TokenVerifierOptions extends KeyFinderOptions {
  /** What `iss` must say, letter by letter. */
  readonly issuer: string
  /** How many verified tokens are remembered. Default 10,000. */
  readonly rememberedMax?: number
}

/**
 * Verifies a token from its grammar up and says whose it is. Which tenant or role may do what is not its
 * concern.
 *
 * @throws {EasyFlowError} ERR_TOKEN_MISSING, ERR_TOKEN_INVALID with `facts.reason`, ERR_TOKEN_EXPIRED, or
 *   ERR_ISSUER_UNAVAILABLE when the issuer's keys cannot be had.
 */
export type VerifyToken = (token: string) => Promise<Identity>

interface Remembered {
  readonly identity: Identity
  readonly kid: string
  readonly modulus: string
}

/**
 * Builds a verifier for one issuer's tokens. A token whose signature was checked is remembered until it
 * expires, and forgotten at once when the key that signed it leaves the issuer's set.
 */
export function buildTokenVerifier(options: TokenVerifierOptions): VerifyToken {
  const findKey = buildKeyFinder(options)
  const remembered = new LRUCache<string, Remembered>({ max: options.rememberedMax ?? 10_000 })
  return async (token) => {
    if (token === '') throw new EasyFlowError('ERR_TOKEN_MISSING', 'There is no token')
    if (token.length > TOKEN_BYTES_MAX) refuse('length')
    const fingerprint = hash('sha256', token)
    const known = remembered.get(fingerprint)
    if (known !== undefined) {
      // Its signature was good once; without that very key it is worth nothing any more.
      if ((await findKey(known.kid))?.modulus !== known.modulus) refuse('key')
      requireUnexpired(known.identity.claims.exp, options.now())
      return known.identity
    }
    const parsed = parseStrictToken(token)
    if (parsed.claims.iss !== options.issuer) refuse('issuer')
    const key = await checkSignature(token, parsed, findKey)
    requireTimes(parsed, options.now())
    const identity: Identity = { claims: parsed.claims, token }
    remembered.set(fingerprint, { identity, kid: parsed.kid, modulus: key.modulus })
    return identity
  }
}

async function checkSignature(
  token: string,
  parsed: UnverifiedToken,
  findKey: FindSigningKey,
): Promise<SigningKey> {
  const key = await findKey(parsed.kid)
  if (key === undefined) return refuse('key')
  if (parsed.signatureBytes !== key.modulusBytes) refuse('signature')
  try {
    await compactVerify(token, key.key, { algorithms: ['RS256'] })
  } catch {
    // jose's message may name parts of the token, so it goes no further.
    refuse('signature')
  }
  return key
}

/** After the signature: that a token has expired is only said of one that was good once. */
function requireTimes(parsed: UnverifiedToken, nowMs: number): void {
  requireUnexpired(parsed.claims.exp, nowMs)
  const now = nowMs / 1000
  if (parsed.claims.iat > now + TOKEN_ISSUED_AT_TOLERANCE_SECONDS) refuse('times')
  if (parsed.notBefore !== undefined && parsed.notBefore > now) refuse('times')
}

function requireUnexpired(exp: number, nowMs: number): void {
  if (exp <= nowMs / 1000) throw new EasyFlowError('ERR_TOKEN_EXPIRED', 'The token has expired')
}

function refuse(reason: 'length' | 'issuer' | 'key' | 'signature' | 'times'): never {
  throw new EasyFlowError('ERR_TOKEN_INVALID', 'The token is not acceptable', { facts: { reason } })
}
