import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { rewriteFunction } from './rewrite-function.ts'

/** Makes a tenant's `claim` believe the message: it no longer looks at the execution's status. */
export function forgetStatus(admin: SqlSession, tenant: TenantId): Fault {
  return rewriteFunction({
    name: 'forget-status',
    admin,
    schema: functionSchemaOf(tenant),
    functions: ['claim'],
    rewrite: (source) => source.replace(/and \(e\.status = 'QUEUED'[\s\S]*?leases_lost < 5\)\)/, ''),
    evidence: `claim of ${tenant} takes an execution of any status`,
  })
}
