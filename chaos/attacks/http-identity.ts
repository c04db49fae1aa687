import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { tenantOption } from '../tenant-option.ts'
import { readForeignKey } from '../faults/publish-foreign-key.ts'
import { forgeToken, signToken, writeUnsignedToken } from './forge-token.ts'

/** As whom an attacker speaks to the api. */
export const identityOptions = z.strictObject({
  /** Whose genuine token and caller it has. */
  attacker: tenantOption,
  victim: tenantOption,
  /**
   * own: its own token alone. header: its own token, and the victim named in X-Tenant-ID. forged: a token
   * that names the victim, signed by a key of the attacker's own. unsigned: the same, signed by nobody.
   * stolen: a genuine one of the victim's, the same one during the whole run. foreign-key: a token that names
   * the victim, signed by the key that the fault publish-foreign-key has put into the issuer's key set.
   */
  as: z.enum(['own', 'header', 'forged', 'unsigned', 'stolen', 'foreign-key']),
})
export type IdentityOptions = z.infer<typeof identityOptions>

export interface HttpIdentity {
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
}

/** The token and headers of an attacker. */
export async function takeIdentity(
  environment: Environment,
  options: IdentityOptions,
): Promise<HttpIdentity> {
  const { victim, as } = options
  return {
    token: await takeToken(environment, options),
    headers: as === 'header' ? { 'x-tenant-id': victim } : {},
  }
}

async function takeToken(
  { access }: Environment,
  { attacker, victim, as }: IdentityOptions,
): Promise<string> {
  const forgery = { ...access.addresses, tenant: victim }
  switch (as) {
    case 'forged':
      return forgeToken(forgery)
    case 'unsigned':
      return writeUnsignedToken(forgery)
    case 'stolen':
      return access.stolenTokenOf(victim)
    case 'foreign-key':
      return signToken(forgery, await readForeignKey(access.admin))
    case 'own':
    case 'header':
      return access.tokenOf(attacker)
    default:
      throw new TypeError('There is no such identity')
  }
}
