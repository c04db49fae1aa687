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
  await withServerLock(installerUrl, () =>
    withInstaller(installerUrl, async (installer) => {
      await copyIssuerKeys(installer, issuer)
      for (const tenant of tenants) {
        await provisionTenant(installer, tenant)
        await seedDemoRows(installer, tenant, 1)
        await installer.query("update easyflow.tenants set status = 'active' where tenant_id = $1", [tenant])
      }
    }),
  )
}

/**
 * Roles belong to the server, so two test files that provision a tenant of the same name at once would both
 * make its roles. Advisory locks belong to a database, so all of them lock in the same one.
 */
async function withServerLock(installerUrl: string, work: () => Promise<void>): Promise<void> {
  const common = new URL(installerUrl)
  common.pathname = '/postgres'
  await withInstaller(common.href, async (installer) => {
    await installer.query('select pg_advisory_lock($1)', [PROVISIONING_LOCK])
    await work()
  })
}

/** Any number. The lock ends with its connection. */
const PROVISIONING_LOCK = 7_240_118
