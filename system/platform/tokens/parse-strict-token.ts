import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { principalOf } from '../../contracts/names.ts'
import { isTenantId } from '../../contracts/tenant-id.ts'
import {
  TOKEN_AUDIENCE,
  TOKEN_BYTES_MAX,
  TOKEN_LIFETIME_MAX_SECONDS,
  tokenRoles,
  type TokenClaims,
  type TokenRole,
} from '../../contracts/token.ts'
import { readStrictJson, type StrictJson, type StrictJsonObject } from './read-strict-json.ts'

/** A token that is well formed. Nothing in it is to be believed before its signature has been checked. */
export interface UnverifiedToken {
  readonly kid: string
  readonly claims: TokenClaims
  /** Seconds since the epoch, when the token names it. */
  readonly notBefore: number | undefined
  readonly signatureBytes: number
}

const HEADER_MEMBERS = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256'])
const KID_LENGTH_MAX = 128
const KID_PATTERN = /^[\x21-\x7e]{1,128}$/
const SECONDS_PATTERN = /^(?:0|[1-9][0-9]{0,14})$/
const SIGNATURE_BYTES = { min: 256, max: 512 }

/**
 * The one strict grammar of tokens, without keys and without a clock. `easyflow.check_token` in the database
 * reads by the same rules, and one table of tokens is run against both.
 *
 * @throws {EasyFlowError} ERR_TOKEN_INVALID with `facts.reason`, one of a few fixed words.
 */
export function parseStrictToken(token: string): UnverifiedToken {
  if (token.length > TOKEN_BYTES_MAX) refuse('length')
  const parts = token.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return refuse('form')
  }
  const kid = readHeader(readObject(header))
  const claims = readObject(payload)
  const signatureBytes = decodeBase64Url(signature).byteLength
  if (signatureBytes < SIGNATURE_BYTES.min || signatureBytes > SIGNATURE_BYTES.max) refuse('signature')
  return { kid, claims: readClaims(claims), notBefore: readNotBefore(claims), signatureBytes }
}

function readHeader(header: StrictJsonObject): string {
  // An allow-list, so jku, x5u, jwk, x5c, crit, b64 and whatever comes next refuse.
  for (const member of header.keys()) if (!HEADER_MEMBERS.has(member)) refuse('header')
  if (header.get('alg') !== 'RS256') refuse('header')
  if (header.has('typ') && header.get('typ') !== 'at+jwt' && header.get('typ') !== 'JWT') refuse('header')
  for (const thumbprint of ['x5t', 'x5t#S256']) {
    if (header.has(thumbprint) && !isShortText(header.get(thumbprint))) refuse('header')
  }
  const kid = header.get('kid')
  return typeof kid === 'string' && KID_PATTERN.test(kid) ? kid : refuse('header')
}

function isShortText(value: StrictJson | undefined): boolean {
  return typeof value === 'string' && value !== '' && Array.from(value).length <= KID_LENGTH_MAX
}

function readClaims(claims: StrictJsonObject): TokenClaims {
  const iat = readSeconds(claims.get('iat'))
  const exp = readSeconds(claims.get('exp'))
  if (exp <= iat || exp - iat > TOKEN_LIFETIME_MAX_SECONDS) refuse('claims')
  const tenant = claims.get('tenant')
  const role = claims.get('role')
  if (!isTenantId(tenant) || !isTokenRole(role)) return refuse('claims')
  const principal = principalOf(tenant, role)
  if (claims.get('principal') !== principal || claims.get('aud') !== TOKEN_AUDIENCE) refuse('claims')
  return {
    iss: readText(claims.get('iss'), 1000),
    sub: readText(claims.get('sub'), 255),
    aud: TOKEN_AUDIENCE,
    iat,
    exp,
    jti: readText(claims.get('jti'), 255),
    tenant,
    role,
    principal,
    scope: readScope(claims.get('scope')),
  }
}

function readNotBefore(claims: StrictJsonObject): number | undefined {
  return claims.has('nbf') ? readSeconds(claims.get('nbf')) : undefined
}

function isTokenRole(value: unknown): value is TokenRole {
  return tokenRoles.some((role) => role === value)
}

/** Lengths are counted in code points, as the database counts them. */
function readText(value: StrictJson | undefined, longest: number): string {
  if (typeof value !== 'string' || value === '') return refuse('claims')
  return value.length <= longest || Array.from(value).length <= longest ? value : refuse('claims')
}

/** Not blank, as the broker means it: something above U+0020. */
function readScope(value: StrictJson | undefined): string {
  const scope = readText(value, 1000)
  return Array.from(scope).some((letter) => letter > ' ') ? scope : refuse('claims')
}

function readSeconds(value: StrictJson | undefined): number {
  if (typeof value !== 'object' || value === null || !('digits' in value)) return refuse('claims')
  return SECONDS_PATTERN.test(value.digits) ? Number(value.digits) : refuse('claims')
}

function readObject(part: string): StrictJsonObject {
  const bytes = decodeBase64Url(part)
  let value: StrictJson
  try {
    value = readStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return refuse('json')
  }
  return value instanceof Map ? value : refuse('json')
}

function decodeBase64Url(part: string): Uint8Array {
  // Encoding again finds padding, foreign characters, impossible lengths and altered unused bits alike.
  const bytes = Buffer.from(part, 'base64url')
  return part !== '' && bytes.toString('base64url') === part ? bytes : refuse('base64url')
}

/** `reason` is one of a few fixed words, so that it may be shown: it says nothing about any key. */
function refuse(reason: 'length' | 'form' | 'base64url' | 'json' | 'header' | 'claims' | 'signature'): never {
  throw new EasyFlowError('ERR_TOKEN_INVALID', 'The token is not well formed', { facts: { reason } })
}
