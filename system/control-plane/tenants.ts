import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { auditStep, databaseStep, stepsInDatabase, stepsOf, type TenantDependencies } from './tenant-steps.ts'
import { undoAll, type UndoableStep } from './undoable-step.ts'

export type { TenantDependencies, TopicProvisioner } from './tenant-steps.ts'

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
export async function createTenant(
  dependencies: TenantDependencies,
  tenant: TenantId,
  options: CreateOptions = {},
): Promise<void> {
  await holdLock(dependencies.installer, 'tenants', () => createAlone(dependencies, tenant, options))
}

export interface CreateOptions {
  /** Whether this very run has prepared it, see `prepareTenants`. Default false. */
  readonly isPrepared?: boolean
}

/**
 * The part of `createTenant` that needs the database and nothing else, for whoever waits for the broker anyway. What
 * it makes are no tenants yet: 'provisioning', without clients, a topic or a worker. One look of the audit is enough
 * for all of them.
 *
 * @returns those that it made. Nothing happens to one that is whole or half removed.
 * @throws {EasyFlowError} as `createTenant` does, with everything undone that it has made.
 */
export async function prepareTenants(
  dependencies: TenantDependencies,
  tenants: readonly TenantId[],
): Promise<readonly TenantId[]> {
  const { installer } = dependencies
  return await holdLock(installer, 'tenants', async () => {
    const wanted: TenantId[] = []
    for (const tenant of tenants) {
      const status = await statusOf(installer, tenant)
      if (status === undefined || status === 'provisioning') wanted.push(tenant)
    }
    const made = wanted.map((tenant) => databaseStep(dependencies, tenant))
    if (made.length > 0) await applyAll(wanted.join(', '), [...made, auditStep(installer, wanted)])
    return wanted
  })
}

async function createAlone(
  dependencies: TenantDependencies,
  tenant: TenantId,
  { isPrepared = false }: CreateOptions,
): Promise<void> {
  const status = await statusOf(dependencies.installer, tenant)
  if (status === 'active') {
    throw new EasyFlowError('ERR_TENANT_EXISTS', `Tenant ${tenant} exists already`, { facts: { tenant } })
  }
  // What a removal that was killed has left is another tenant's: its rows, its topic, its offsets.
  if (status === 'removing') await removeAlone(dependencies, tenant)
  const steps = stepsOf(dependencies, tenant)
  // Somebody may have removed it in between.
  if (!isPrepared || status !== 'provisioning') return await applyAll(tenant, steps)
  const prepared = stepsInDatabase(dependencies, tenant).map(({ name }) => name)
  const asItIs = (): Promise<void> => Promise.resolve()
  // Left among the steps, so that a failure undoes them too.
  await applyAll(
    tenant,
    steps.map((step) => (prepared.includes(step.name) ? { ...step, apply: asItIs } : step)),
  )
}

async function applyAll(tenant: string, steps: readonly UndoableStep[]): Promise<void> {
  const done: UndoableStep[] = []
  try {
    for (const step of steps) {
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
