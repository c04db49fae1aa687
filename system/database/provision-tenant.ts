import type { TenantId } from '../contracts/tenant-id.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'
import { writeTenant } from './write-tenant.ts'

/**
 * Makes a tenant's schemas, roles, walls and functions, or brings them up to this version, in one
 * transaction. Leaves the tenant's status alone: a new one is 'provisioning'. One at a time: grants on what
 * tenants share fail when two sessions change them at once.
 */
export async function provisionTenant(installer: Installer, tenant: TenantId): Promise<void> {
  await holdLock(installer, 'tenants', () => inTransaction(installer, () => writeTenant(installer, tenant)))
}
