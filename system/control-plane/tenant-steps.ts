import type { TenantId } from '../contracts/tenant-id.ts'
import { provisionTenant } from '../database/provision-tenant.ts'
import { removeTenant as removeTenantFromDatabase } from '../database/remove-tenant.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { requireCleanTenants } from './audit/require-clean-tenants.ts'
import { assignTenant, unassignTenant } from './assignment-file.ts'
import { admitTenantClients, dismissTenantClients } from './clients-file.ts'
import type { UndoableStep } from './undoable-step.ts'

/** What the control plane needs of the broker. */
export interface TopicProvisioner {
  provisionTenant(tenant: TenantId, options: { partitions: number }): Promise<void>
  removeTenant(tenant: TenantId): Promise<void>
}

export interface TenantDependencies {
  readonly installer: Installer
  readonly broker: TopicProvisioner
  readonly clientsFile: string
  readonly tenantsFile: string
  /** Puts first rows into a new tenant. Default: none. */
  readonly seed?: (tenant: TenantId) => Promise<void>
}

/** What makes a tenant, in this order, and undoes it in the reverse one. */
export function stepsOf(dependencies: TenantDependencies, tenant: TenantId): readonly UndoableStep[] {
  const { installer, broker, clientsFile, tenantsFile } = dependencies
  return [
    ...stepsInDatabase(dependencies, tenant),
    {
      name: 'topic',
      apply: () => broker.provisionTenant(tenant, { partitions: 1 }),
      undo: () => broker.removeTenant(tenant),
    },
    {
      name: 'status',
      apply: async () => {
        await installer.query("update easyflow.tenants set status = 'active' where tenant_id = $1", [tenant])
      },
      undo: async () => {
        await installer.query("update easyflow.tenants set status = 'removing' where tenant_id = $1", [
          tenant,
        ])
      },
    },
    {
      name: 'clients',
      apply: () => admitTenantClients(clientsFile, tenant),
      undo: () => dismissTenantClients(clientsFile, tenant),
    },
    {
      name: 'worker',
      apply: () => assignTenant(tenantsFile, tenant),
      undo: () => unassignTenant(tenantsFile, tenant),
    },
  ]
}

/** Those of `stepsOf` that need nothing but the database. They come first. */
export function stepsInDatabase(dependencies: TenantDependencies, tenant: TenantId): readonly UndoableStep[] {
  return [databaseStep(dependencies, tenant), auditStep(dependencies.installer, [tenant])]
}

export function databaseStep({ installer, seed }: TenantDependencies, tenant: TenantId): UndoableStep {
  return {
    name: 'database',
    apply: async () => {
      await provisionTenant(installer, tenant)
      await seed?.(tenant)
    },
    undo: () => removeTenantFromDatabase(installer, tenant),
  }
}

export function auditStep(installer: Installer, tenants: readonly TenantId[]): UndoableStep {
  return {
    name: 'audit',
    apply: () => requireCleanTenants(installer, tenants),
    undo: () => Promise.resolve(),
  }
}
