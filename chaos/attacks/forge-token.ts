import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { principalOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

/** A token that is right in every claim and in its kid, and signed by a key of the attacker's own. */
export async function forgeToken(options: {
  issuerUrl: string
  jwksUrl: string
  tenant: TenantId
}): Promise<string> {
  const { keys } = (await (await fetch(options.jwksUrl)).json()) as { keys: readonly { kid: string }[] }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const iat = Math.floor(Date.now() / 1000)
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'RS256', kid: keys[0]?.kid, typ: 'at+jwt' })}.${encode({
    iss: options.issuerUrl,
    sub: `${options.tenant}-caller`,
    aud: 'easyflow',
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    tenant: options.tenant,
    role: 'caller',
    principal: principalOf(options.tenant, 'caller'),
    scope: 'easyflow',
  })}`
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}
