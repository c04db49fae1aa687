import type { IssuerClient } from '../contracts/issuer-clients.ts'
import { isTenantId, type TenantId } from '../contracts/tenant-id.ts'

export type TenantDecision =
  | { readonly tenant: TenantId }
  | { readonly refusal: 'invalid_request' | 'access_denied'; readonly reason: string }

/**
 * Decides which tenant a token will be for. What the client asks for only chooses among the tenants that
 * the clients file gives it; nothing it sends reaches a claim.
 *
 * @param requested the `tenant` parameter as it came, `undefined` when there was none.
 */
export function decideTokenTenant(client: IssuerClient, requested: unknown): TenantDecision {
  const tenants = client.tenants.filter(isTenantId)
  if (requested !== undefined && !isTenantId(requested)) {
    return { refusal: 'invalid_request', reason: 'tenant is not one tenant id' }
  }
  if (client.role === 'caller' && client.tenants.length !== 1) {
    return { refusal: 'access_denied', reason: 'a caller belongs to exactly one tenant' }
  }
  if (client.role === 'worker' && requested === undefined) {
    return { refusal: 'invalid_request', reason: 'a worker has to name a tenant' }
  }
  const tenant = requested === undefined ? tenants[0] : tenants.find((name) => name === requested)
  return tenant === undefined
    ? { refusal: 'access_denied', reason: 'this client has no such tenant' }
    : { tenant }
}
