import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { principalOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

interface Forgery {
  readonly issuerUrl: string
  readonly jwksUrl: string
  readonly tenant: TenantId
}

/** A token that is right in every claim and in its kid, and signed by a key of the attacker's own. */
export async function forgeToken(options: Forgery): Promise<string> {
  const { keys } = (await (await fetch(options.jwksUrl)).json()) as { keys: readonly { kid: string }[] }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return signToken(options, { kid: keys[0]?.kid, privateKey })
}

/** A token that is right in every claim and in its kid, signed by a key that somebody holds. */
export function signToken(
  options: Pick<Forgery, 'issuerUrl' | 'tenant'>,
  { kid, privateKey }: { readonly kid: string | undefined; readonly privateKey: KeyObject },
): string {
  const signed = `${encode({ alg: 'RS256', kid, typ: 'at+jwt' })}.${encode(claimsOf(options))}`
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}

/** A token that nobody signed, and that says so. Its subject is the principal as well: some verifiers look there. */
export function writeUnsignedToken(options: Pick<Forgery, 'issuerUrl' | 'tenant'>): string {
  const claims = { ...claimsOf(options), sub: principalOf(options.tenant, 'caller') }
  return `${encode({ alg: 'none' })}.${encode(claims)}.`
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

function claimsOf({ issuerUrl, tenant }: Pick<Forgery, 'issuerUrl' | 'tenant'>): Record<string, unknown> {
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
