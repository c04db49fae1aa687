import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { tablesOf } from './tables-of.ts'

/** Adds a policy that is always true, for everybody, to every table of a tenant. */
export function addPermissivePolicy(admin: SqlSession, tenant: TenantId): Fault {
  return {
    name: 'add-permissive-policy',
    async inject() {
      const tables = await tablesOf(admin, tenant)
      for (const table of tables) {
        await admin.rows(
          `create policy chaos_permissive on ${table} for all to public using (true) with check (true)`,
        )
      }
      return `${tables.length} tables of ${tenant} have a policy that is always true`
    },
    async heal() {
      for (const table of await tablesOf(admin, tenant))
        await admin.rows(`drop policy if exists chaos_permissive on ${table}`)
    },
  }
}
