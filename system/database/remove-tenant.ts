import { dataSchemaOf, databaseRoleOf, functionSchemaOf } from '../contracts/names.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { tokenRoles } from '../contracts/token.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'

/** Removes a tenant's rows, schemas, functions and roles, in one transaction. Safe to call again. */
export async function removeTenant(installer: Installer, tenant: TenantId): Promise<void> {
  await inTransaction(installer, async () => {
    await installer.query(`
      drop schema if exists ${functionSchemaOf(tenant)} cascade;
      drop schema if exists ${dataSchemaOf(tenant)} cascade`)
    for (const role of tokenRoles) await dropRole(installer, databaseRoleOf(tenant, role))
    await installer.query('delete from easyflow.remembered_tokens where tenant_id = $1', [tenant])
    await installer.query('delete from easyflow.tenants where tenant_id = $1', [tenant])
  })
}

async function dropRole(installer: Installer, role: string): Promise<void> {
  const { rowCount } = await installer.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) return
  await installer.query(`drop owned by ${role}; drop role ${role}`)
}
