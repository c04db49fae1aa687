import type { TenantId } from './tenant-id.ts'

/** The audience every EasyFlow token must name, and the only one. */
export const TOKEN_AUDIENCE = 'easyflow'

/** The longest life a token may claim (`exp - iat`), in seconds. */
export const TOKEN_LIFETIME_MAX_SECONDS = 300

/** Longer tokens are refused before anything is decoded, by every verifier. */
export const TOKEN_BYTES_MAX = 4096

/** How far `iat` may lie in the future, in seconds. `exp` gets no tolerance at all. */
export const TOKEN_ISSUED_AT_TOLERANCE_SECONDS = 2

export const tokenRoles = ['caller', 'worker'] as const
export type TokenRole = (typeof tokenRoles)[number]

/** The claims of a token whose signature, issuer, audience and times have been verified. */
export interface TokenClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: typeof TOKEN_AUDIENCE
  /** Seconds since the epoch. */
  readonly iat: number
  /** Seconds since the epoch. */
  readonly exp: number
  readonly jti: string
  readonly tenant: TenantId
  readonly role: TokenRole
  /** Always `tenant:<tenant>:<role>`. */
  readonly principal: string
  readonly scope: string
}

/** A verified caller: its claims, and the very token, which is the only thing the next hop believes. */
export interface Identity {
  readonly claims: TokenClaims
  readonly token: string
}
