import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'
import { isTenantId } from '../../../system/contracts/tenant-id.ts'

/** The bug: whoever has a token names the tenant in a header. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  authenticate: async (request) => {
    const identity = await parts.authenticate(request)
    const tenant = request.headers['x-tenant-id']
    return isTenantId(tenant) ? { ...identity, claims: { ...identity.claims, tenant } } : identity
  },
})
