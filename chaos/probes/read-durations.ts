import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from './sql-session.ts'

/** Milliseconds from accepted to ended by the database's clock, by marker, of executions marked with `label`. */
export async function readDurations(
  admin: SqlSession,
  tenant: TenantId,
  label: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await admin.rows(
    `select input ->> 'marker' as marker, extract(epoch from completed_at - created_at)::float8 * 1000 as ms
     from ${dataSchemaOf(tenant)}.workflow_executions
     where input ->> 'marker' like $1 and completed_at is not null`,
    [`${label}-%`],
  )
  return new Map(rows.map((row) => [String(row['marker']), Number(row['ms'])]))
}
