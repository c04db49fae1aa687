import type { TenantId } from '../contracts/tenant-id.ts'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { seedDemoRows } from '../control-plane/seed-demo-rows.ts'
import { provisionTenant } from '../database/provision-tenant.ts'
import { withInstaller } from '../platform/database/with-installer.ts'

/** Provisions tenants with their demo rows in a migrated database, and lets it believe `issuer`. */
export async function createDemoTenants(
  installerUrl: string,
  issuer: { readonly issuer: string; readonly jwksUrl: string },
  tenants: readonly TenantId[],
): Promise<void> {
  await withInstaller(installerUrl, async (installer) => {
    await copyIssuerKeys(installer, issuer)
    for (const tenant of tenants) {
      await provisionTenant(installer, tenant)
      await seedDemoRows(installer, tenant, 1)
    }
  })
}
