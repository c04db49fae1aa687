import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'
import { parseTenantId } from '../../../system/contracts/tenant-id.ts'
import type { TokenClaims } from '../../../system/contracts/token.ts'

/** The bug: the token's payload is decoded and believed, its signature never looked at. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  authenticate: (request) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as TokenClaims
    return Promise.resolve({ token, claims: { ...claims, tenant: parseTenantId(claims.tenant) } })
  },
})
