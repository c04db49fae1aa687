import { z } from 'zod'
import { isTenantId, type TenantId } from '../system/contracts/tenant-id.ts'

/** A tenant, as the options of a fault or an attack name it. */
export const tenantOption = z.custom<TenantId>(isTenantId, 'is no tenant id')

/** The tenants that scenarios speak of. */
export const ACME = tenantOption.parse('acme')
export const GLOBEX = tenantOption.parse('globex')
/** The bystander. */
export const INITECH = tenantOption.parse('initech')
