import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { provisionTenant } from '../database/provision-tenant.ts'
import { removeTenant as removeTenantFromDatabase } from '../database/remove-tenant.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { requireCleanTenant } from './audit/require-clean-tenant.ts'
import { assignTenant, unassignTenant } from './assignment-file.ts'
import { admitTenantClients, dismissTenantClients } from './clients-file.ts'
import { undoAll, type UndoableStep } from './undoable-step.ts'

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

export interface TenantSummary {
  readonly tenant: string
  readonly status: string
  readonly createdAt: string
}

/**
 * Makes a tenant: database, topic, clients, worker, in this order, so that nobody can get a token for one
 * that is not whole. A step that fails undoes those before it. A tenant that an earlier, killed run left
 * half made is finished, one that was half removed is removed first. One tenant at a time: of two runs for the same name the one that failed would
 * otherwise undo what the other one made.
 *
 * @throws {EasyFlowError} ERR_TENANT_EXISTS, or ERR_PROVISIONING_FAILED after everything was undone.
 */
export async function createTenant(dependencies: TenantDependencies, tenant: TenantId): Promise<void> {
  await holdLock(dependencies.installer, 'tenants', () => createAlone(dependencies, tenant))
}

async function createAlone(dependencies: TenantDependencies, tenant: TenantId): Promise<void> {
  const status = await statusOf(dependencies.installer, tenant)
  if (status === 'active') {
    throw new EasyFlowError('ERR_TENANT_EXISTS', `Tenant ${tenant} exists already`, { facts: { tenant } })
  }
  // What a removal that was killed has left is another tenant's: its rows, its topic, its offsets.
  if (status === 'removing') await removeAlone(dependencies, tenant)
  const done: UndoableStep[] = []
  try {
    for (const step of stepsOf(dependencies, tenant)) {
      // Before it is tried: a step that fails half-way has to be undone as well.
      done.push(step)
      await step.apply()
    }
  } catch (cause) {
    const failed = done.at(-1)?.name ?? 'nothing'
    const left = await undoAll(done)
    const consequence =
      left.length === 0 ? 'everything was undone' : `could not be undone: ${left.join(', ')}`
    throw new EasyFlowError(
      'ERR_PROVISIONING_FAILED',
      `Tenant ${tenant} could not be made (${failed} failed), ${consequence}`,
      {
        cause,
        facts: { tenant, step: failed },
      },
    )
  }
}

/**
 * Removes a tenant: first its clients and its worker, so that nothing new begins, then topic and rows.
 *
 * @throws {EasyFlowError} ERR_TENANT_UNKNOWN, or ERR_PROVISIONING_FAILED naming what is left; call it again then.
 */
export async function removeTenant(dependencies: TenantDependencies, tenant: TenantId): Promise<void> {
  await holdLock(dependencies.installer, 'tenants', () => removeAlone(dependencies, tenant))
}

async function removeAlone(dependencies: TenantDependencies, tenant: TenantId): Promise<void> {
  if ((await statusOf(dependencies.installer, tenant)) === undefined) {
    throw new EasyFlowError('ERR_TENANT_UNKNOWN', `There is no tenant ${tenant}`, { facts: { tenant } })
  }
  await dependencies.installer.query("update easyflow.tenants set status = 'removing' where tenant_id = $1", [
    tenant,
  ])
  // The database last, and only when nothing else is left: its row is how the next run finds the rest.
  const [record, ...others] = stepsOf(dependencies, tenant)
  let left = await undoAll(others)
  if (left.length === 0 && record !== undefined) left = await undoAll([record])
  if (left.length > 0) {
    throw new EasyFlowError(
      'ERR_PROVISIONING_FAILED',
      `Tenant ${tenant} is not wholly removed, run it again: ${left.join(', ')}`,
      {
        facts: { tenant },
      },
    )
  }
}

/** All tenants, by name. */
export async function listTenants(installer: Installer): Promise<readonly TenantSummary[]> {
  const { rows } = await installer.query<TenantSummary>(
    `select tenant_id as tenant, status, easyflow.iso_time(created_at) as "createdAt" from easyflow.tenants order by 1`,
  )
  return rows
}

async function statusOf(installer: Installer, tenant: TenantId): Promise<string | undefined> {
  const { rows } = await installer.query<{ status: string }>(
    'select status from easyflow.tenants where tenant_id = $1',
    [tenant],
  )
  return rows[0]?.status
}

function stepsOf(dependencies: TenantDependencies, tenant: TenantId): readonly UndoableStep[] {
  const { installer, broker, clientsFile, tenantsFile, seed } = dependencies
  return [
    {
      name: 'database',
      apply: async () => {
        await provisionTenant(installer, tenant)
        await seed?.(tenant)
      },
      undo: () => removeTenantFromDatabase(installer, tenant),
    },
    {
      name: 'audit',
      apply: () => requireCleanTenant(installer, tenant),
      undo: () => Promise.resolve(),
    },
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
