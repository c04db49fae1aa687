import { z } from 'zod'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { readFootprint } from '../cost/read-footprint.ts'
import { useTenant } from '../cost/use-tenant.ts'
import type { Environment } from '../environment/environment.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import { quantityOf } from '../quantity-of.ts'
import { tenantOption } from '../tenant-option.ts'
import type { Fault } from './fault.ts'

/** How `add-tenants` calls what it has measured: what is measured later is compared with it. */
export const ADDED = {
  readyMs: 'making one',
  diskBytes: 'the shared server, disk',
  memoryBytes: 'the shared server, memory',
} as const

export const addTenantsOptions = z.strictObject({
  /** The first is not counted: what every first one loads is not what one more costs. No tenant of anybody's. */
  tenants: z.array(tenantOption).min(2).readonly(),
})

const createdSchema = z.object({ created: z.string(), elapsedMs: z.number() })

/** Makes more tenants by the operator's own program, and writes down what there was before. They go with the fault. */
export function addTenants(
  environment: Environment,
  { tenants }: z.infer<typeof addTenantsOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const { access } = environment
  const [first, ...counted] = tenants
  return {
    async inject() {
      const taken = await readExisting(environment, tenants)
      if (taken.length > 0) throw new Error(`There are tenants called ${taken.join(', ')} already`)
      if (first === undefined) throw new TypeError('No tenant is named')
      await create(environment, [first])
      await useTenant(access, first, signal)
      const { diskBytes, memoryBytes } = await readFootprint(access)
      const createdMs = await create(environment, counted)
      write(environment, 'ms', { of: ADDED.readyMs, samples: createdMs })
      write(environment, 'bytes', { of: ADDED.diskBytes, samples: [diskBytes] })
      write(environment, 'bytes', { of: ADDED.memoryBytes, samples: [memoryBytes] })
      return `${tenants.length} more tenants: the control plane has made ${tenants.join(', ')}`
    },
    async heal() {
      // Each that was made, even when another cannot be removed; those that never were are passed over.
      const left = await readExisting(environment, tenants)
      if (left.length === 0) return
      const { code, said } = await runEasyflow(access.system.status(), ['tenants', 'remove', ...left])
      if (code !== 0) throw new Error(`The tenants ${left.join(', ')} could not be removed again: ${said}`)
    },
  }
}

async function create({ access }: Environment, names: readonly TenantId[]): Promise<readonly number[]> {
  const { code, answer, said } = await runEasyflow(access.system.status(), ['tenants', 'create', ...names])
  if (code !== 0) throw new Error(`The tenants could not be made (${String(code)}): ${said}`)
  return answer.split('\n').map((line) => createdSchema.parse(JSON.parse(line)).elapsedMs)
}

async function readExisting(
  { access }: Environment,
  tenants: readonly TenantId[],
): Promise<readonly string[]> {
  const rows = await access.admin.rows('select tenant_id from easyflow.tenants where tenant_id = any($1)', [
    tenants,
  ])
  return rows.map((row) => String(row['tenant_id']))
}

function write(
  { history }: Environment,
  unit: 'ms' | 'bytes',
  { of, samples }: { readonly of: string; readonly samples: readonly number[] },
): void {
  const quantity = quantityOf(samples, { of, share: 0.5, samplesMin: 1 })
  history.write({
    kind: 'measured',
    label: 'more tenants',
    unit,
    quantities: [quantity],
    bound: null,
    doubt: null,
  })
}
