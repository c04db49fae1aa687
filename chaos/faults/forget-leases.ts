import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { rewriteFunction } from './rewrite-function.ts'

/** Makes a tenant's claims take over nothing whose lease has run out. */
export function forgetLeases(admin: SqlSession, tenant: TenantId): Fault {
  return rewriteFunction({
    name: 'forget-leases',
    admin,
    schema: functionSchemaOf(tenant),
    functions: ['claim', 'claim_due'],
    rewrite: (source) =>
      source.replace(
        /\s+or \([ex]\.status = 'RUNNING' and [ex]\.lease_until <= moment and [ex]\.leases_lost < 5\)/,
        '',
      ),
    evidence: `claim and claim_due of ${tenant} leave alone what is RUNNING, however long its lease is over`,
  })
}
