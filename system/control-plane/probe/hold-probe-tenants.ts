import { randomBytes } from 'node:crypto'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { dataSchemaOf } from '../../contracts/names.ts'
import { isTenantId, parseTenantId, type TenantId } from '../../contracts/tenant-id.ts'
import { holdLock } from '../../platform/database/hold-lock.ts'
import { inTransaction, type Installer } from '../../platform/database/with-installer.ts'
import { createTenant, removeTenant, type TenantDependencies } from '../tenants.ts'

/**
 * Makes two synthetic tenants, puts a canary into the first, runs `work`, and removes both, whatever happens. What an
 * earlier probe left when it was killed is removed first. One probe at a time.
 */
export async function holdProbeTenants<Result>(
  dependencies: TenantDependencies,
  work: (tenants: {
    readonly owner: TenantId
    readonly stranger: TenantId
    readonly canary: string
  }) => Promise<Result>,
): Promise<Result> {
  const { installer } = dependencies
  return await holdLock(installer, { name: 'probe', withinMs: 20_000 }, async () => {
    await removeProbeTenants(dependencies)
    try {
      const owner = await makeTenant(dependencies)
      const stranger = await makeTenant(dependencies)
      return await work({ owner, stranger, canary: await plant(installer, owner) })
    } finally {
      await removeProbeTenants(dependencies)
    }
  })
}

async function makeTenant(dependencies: TenantDependencies): Promise<TenantId> {
  const tenant = parseTenantId(`probe${randomBytes(6).toString('hex')}`)
  // First: one that is killed while it makes the tenant has said whose it is.
  await dependencies.installer.query('insert into easyflow.probe_tenants (tenant_id) values ($1)', [tenant])
  await createTenant(dependencies, tenant)
  return tenant
}

async function removeProbeTenants(dependencies: TenantDependencies): Promise<void> {
  const { installer } = dependencies
  const { rows } = await installer.query<{ tenant_id: string }>(
    'select tenant_id from easyflow.probe_tenants',
  )
  for (const { tenant_id: tenant } of rows) {
    if (!isTenantId(tenant)) continue
    await removeTenant(dependencies, tenant).catch((error: unknown) => {
      if (!(error instanceof EasyFlowError) || error.code !== 'ERR_TENANT_UNKNOWN') throw error
    })
    // Nobody is given this name again, so nothing has to remember that it was given up.
    await installer.query('delete from easyflow.removed_tenants where tenant_id = $1', [tenant])
    await installer.query('delete from easyflow.probe_tenants where tenant_id = $1', [tenant])
  }
}

/** Where both roles of the tenant can see it: a workflow for its caller, the best customer for its worker. */
async function plant(installer: Installer, tenant: TenantId): Promise<string> {
  const canary = `canary-${tenant}-${randomBytes(9).toString('hex')}`
  const schema = dataSchemaOf(tenant)
  const definition = { steps: [{ name: 'canary', kind: 'transform', expression: `"${canary}"` }] }
  await inTransaction(installer, async () => {
    await installer.query(
      `insert into ${schema}.customers (tenant_id, customer_id, name, email, city, note) values ($1, 1, $2, '', '', $2)`,
      [tenant, canary],
    )
    await installer.query(
      `insert into ${schema}.orders (tenant_id, order_id, customer_id, amount_cents, placed_at) values ($1, 1, 1, 1, now())`,
      [tenant],
    )
    await installer.query(
      `insert into ${schema}.workflows (tenant_id, name, version, definition) values ($1, 'canary', 1, $2)`,
      [tenant, JSON.stringify(definition)],
    )
  })
  return canary
}
