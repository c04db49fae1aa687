import { generateKeyPairSync } from 'node:crypto'
import { principalOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { encodeParts, goodClaims, goodHeader, signParts, type Signer } from './sign-token.ts'

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
export function signToken(options: Pick<Forgery, 'issuerUrl' | 'tenant'>, signer: Signer): string {
  return signParts(encodeParts(goodHeader(signer), goodClaims(options.issuerUrl, options.tenant)), signer)
}

/** A token that nobody signed, and that says so. Its subject is the principal as well: some verifiers look there. */
export function writeUnsignedToken({ issuerUrl, tenant }: Pick<Forgery, 'issuerUrl' | 'tenant'>): string {
  const claims = { ...goodClaims(issuerUrl, tenant), sub: principalOf(tenant, 'caller') }
  return `${encodeParts({ alg: 'none' }, claims)}.`
}
