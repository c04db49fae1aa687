import { z } from 'zod'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { tenantOption } from '../tenant-option.ts'
import { forgeToken } from './forge-token.ts'

/** As whom an attacker speaks to the api. */
export const identityOptions = z.strictObject({
  /** Whose genuine token and caller it has. */
  attacker: tenantOption,
  victim: tenantOption,
  /**
   * own: its own token alone. header: its own token, and the victim named in X-Tenant-ID. forged: a token
   * that names the victim, signed by a key of the attacker's own.
   */
  as: z.enum(['own', 'header', 'forged']),
})
export type IdentityOptions = z.infer<typeof identityOptions>

export interface HttpIdentity {
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
}

/** The token and headers of an attacker. */
export async function takeIdentity(
  { access }: Environment,
  { attacker, victim, as }: IdentityOptions,
): Promise<HttpIdentity> {
  if (as === 'forged') return { token: await forgeTokenOf(access.addresses, victim), headers: {} }
  return {
    token: await access.tokenOf(attacker),
    headers: as === 'header' ? { 'x-tenant-id': victim } : {},
  }
}

const forgeTokenOf = (
  { issuerUrl, jwksUrl }: { readonly issuerUrl: string; readonly jwksUrl: string },
  tenant: TenantId,
): Promise<string> => forgeToken({ issuerUrl, jwksUrl, tenant })
