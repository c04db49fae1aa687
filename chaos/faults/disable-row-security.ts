import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { tablesOf } from './tables-of.ts'

/** Switches row level security off on every table of a tenant. */
export function disableRowSecurity(admin: SqlSession, tenant: TenantId): Fault {
  const alterAll = async (change: string): Promise<void> => {
    for (const table of await tablesOf(admin, tenant)) await admin.rows(`alter table ${table} ${change}`)
  }
  return {
    name: 'disable-row-security',
    async inject() {
      await alterAll('disable row level security')
      const [row] = await admin.rows(
        'select count(*)::int as open from pg_class where relnamespace = $1::regnamespace and relkind = $2 and not relrowsecurity',
        [dataSchemaOf(tenant), 'r'],
      )
      if (row?.['open'] === 0) throw new Error('Row level security is still on everywhere')
      return `row level security is off on ${String(row?.['open'])} tables of ${tenant}`
    },
    heal: () => alterAll('enable row level security, force row level security'),
  }
}
