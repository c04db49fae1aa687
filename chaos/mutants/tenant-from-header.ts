import { isTenantId } from '../../system/contracts/tenant-id.ts'
import type { Mutant } from '../mutation/mutant.ts'

export const mutant: Mutant = {
  name: 'tenant-from-header',
  title: 'the api takes the tenant from X-Tenant-ID, not from the token',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      authenticate: async (request) => {
        const identity = await parts.authenticate(request)
        const tenant = request.headers['x-tenant-id']
        return isTenantId(tenant) ? { ...identity, claims: { ...identity.claims, tenant } } : identity
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'attacks-refused',
  says: /with X-Tenant-ID: globex.*SQLSTATE 28000 \(refused by database\)/,
}
