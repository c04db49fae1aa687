import { dataSchemaOf } from '../../../system/contracts/names.ts'
import type { Installer } from '../../../system/platform/database/with-installer.ts'
import type { BenchSystem } from './start-bench-system.ts'

/** Counts the tenants' completed executions whose result is stored, as a superuser: the database's word, not the worker's. */
export async function countComplete(installer: Installer, tenants: BenchSystem['tenants']): Promise<number> {
  const each = tenants.map(
    (tenant) =>
      `select count(*) as n from ${dataSchemaOf(tenant)}.workflow_executions where status = 'COMPLETE' and result is not null`,
  )
  const { rows } = await installer.query<{ n: number }>(
    `select sum(n)::int as n from (${each.join(' union all ')}) counts`,
  )
  return rows[0]?.n ?? 0
}
