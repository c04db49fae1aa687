import { constants, createPublicKey, randomUUID, sign, type KeyObject } from 'node:crypto'

/** Whatever can sign tokens that the verifiers under test believe. */
export interface TokenSigner {
  readonly issuer: string
  readonly kid: string
  readonly privateKey: KeyObject
}

/** Overrides by member; `undefined` leaves the member out. */
export type Members = Readonly<Record<string, unknown>>

/** Claims of a good token: acme's caller, valid for two minutes. */
export function goodClaims(issuer: string, nowMs: number = Date.now()): Record<string, unknown> {
  const iat = Math.floor(nowMs / 1000)
  return {
    iss: issuer,
    sub: 'acme-caller',
    aud: 'easyflow',
    iat,
    exp: iat + 120,
    jti: randomUUID(),
    tenant: 'acme',
    role: 'caller',
    principal: 'tenant:acme:caller',
    scope: 'easyflow',
  }
}

/** Overrides that make a good token one of another tenant or role. */
export function claimsOf(tenant: string, role: 'caller' | 'worker' = 'caller'): Members {
  return { sub: `${tenant}-${role}`, tenant, role, principal: `tenant:${tenant}:${role}` }
}

/** Header of a good token. */
export function goodHeader(kid: string): Record<string, unknown> {
  return { alg: 'RS256', kid, typ: 'at+jwt' }
}

/** Signs a token: good by default, spoilt by `claims` and `header`. */
export function signTestToken(signer: TokenSigner, claims: Members = {}, header: Members = {}): string {
  return signTestTexts(
    signer,
    JSON.stringify({ ...goodHeader(signer.kid), ...header }),
    JSON.stringify({ ...goodClaims(signer.issuer), ...claims }),
  )
}

/** Signs header and payload exactly as spelled: for JSON that `JSON.stringify` never writes. */
export function signTestTexts(
  signer: TokenSigner,
  header: string | Uint8Array,
  payload: string | Uint8Array,
): string {
  return signTestParts(signer, toBase64Url(header), toBase64Url(payload))
}

/** Signs two parts exactly as encoded: for encodings that no encoder writes. */
export function signTestParts(signer: TokenSigner, header: string, payload: string): string {
  const signed = `${header}.${payload}`
  const key = { key: signer.privateKey, padding: constants.RSA_PKCS1_PADDING }
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

export function toBase64Url(value: string | Uint8Array): string {
  return Buffer.from(value).toString('base64url')
}

/** The public half as the JWKS shows it. */
export function publicJwkOf(signer: TokenSigner): Record<string, unknown> {
  return {
    ...createPublicKey(signer.privateKey).export({ format: 'jwk' }),
    kid: signer.kid,
    use: 'sig',
    alg: 'RS256',
  }
}
