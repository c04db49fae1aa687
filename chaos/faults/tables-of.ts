import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'

/** The tables of a tenant's data schema, by their full names. */
export async function tablesOf(admin: SqlSession, tenant: TenantId): Promise<readonly string[]> {
  const rows = await admin.rows(
    "select oid::regclass::text as name from pg_class where relnamespace = $1::regnamespace and relkind = 'r'",
    [dataSchemaOf(tenant)],
  )
  return rows.map((row) => String(row['name']))
}
