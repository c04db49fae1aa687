declare const tenantIdBrand: unique symbol

/** A tenant's name that has passed `parseTenantId`. The only form in which a tenant id travels. */
export type TenantId = string & { readonly [tenantIdBrand]: true }

/** What a tenant may be called. It is safe inside topic, group, schema and role names: no delimiter fits. */
export const TENANT_ID_PATTERN = /^[a-z][a-z0-9]{0,30}$/

/**
 * Reads a tenant id. There is no default, no trimming, no case folding.
 *
 * @throws {TypeError} when `value` is not a string that matches `TENANT_ID_PATTERN`.
 */
export function parseTenantId(value: unknown): TenantId {
  if (typeof value !== 'string' || !TENANT_ID_PATTERN.test(value)) {
    throw new TypeError(
      'A tenant id is 1 to 31 characters: a lower-case letter, then lower-case letters or digits',
    )
  }
  return value as TenantId
}

/** Tells whether `value` could be a tenant id, without throwing. */
export function isTenantId(value: unknown): value is TenantId {
  return typeof value === 'string' && TENANT_ID_PATTERN.test(value)
}
