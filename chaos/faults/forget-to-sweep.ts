import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { rewriteFunction } from './rewrite-function.ts'

/** Makes the sweeper of a tenant find nothing to run: only what messages name is run. Overdue work is still settled. */
export function forgetToSweep(admin: SqlSession, tenant: TenantId): Fault {
  return rewriteFunction({
    name: 'forget-to-sweep',
    admin,
    schema: functionSchemaOf(tenant),
    functions: ['claim_due'],
    rewrite: (source) => source.replace('limit least(greatest(batch, 0), 100)', 'limit 0'),
    evidence: `claim_due of ${tenant} finds nothing to run`,
  })
}
