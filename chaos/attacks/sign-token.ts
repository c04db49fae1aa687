import { randomUUID, sign, type KeyObject } from 'node:crypto'
import { principalOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

/** Whoever can sign a token. */
export interface Signer {
  readonly kid: string | undefined
  readonly privateKey: KeyObject
}

/** Overrides by member; `undefined` leaves the member out. */
export type Members = Readonly<Record<string, unknown>>

/** Claims of a good token of a tenant's caller, of five minutes, the longest life there may be. */
export function goodClaims(issuerUrl: string, tenant: TenantId): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000)
  return {
    iss: issuerUrl,
    sub: `${tenant}-caller`,
    aud: 'easyflow',
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    tenant,
    role: 'caller',
    principal: principalOf(tenant, 'caller'),
    scope: 'easyflow',
  }
}

/** Header and payload of a token, encoded and with the point between them: what is signed. */
export function encodeParts(header: Members | string, payload: Members | string): string {
  return `${encodePart(header)}.${encodePart(payload)}`
}

/** The token whose first two parts are these, signed RS256. */
export function signParts(parts: string, { privateKey }: Signer): string {
  return `${parts}.${sign('sha256', Buffer.from(parts), privateKey).toString('base64url')}`
}

export const goodHeader = ({ kid }: Signer): Record<string, unknown> => ({ alg: 'RS256', kid, typ: 'at+jwt' })

const encodePart = (part: Members | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
