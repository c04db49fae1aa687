import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { rewriteFunction } from './rewrite-function.ts'

/** Makes what a worker of a tenant writes ask neither for its attempt nor for its lease. */
export function forgetFence(admin: SqlSession, tenant: TenantId): Fault {
  return rewriteFunction({
    name: 'forget-fence',
    admin,
    schema: functionSchemaOf(tenant),
    functions: ['complete_step', 'fail_execution', 'give_back', 'renew_lease', 'retry_later'],
    rewrite: (source) =>
      source.replace(
        /and e\.status = 'RUNNING' and e\.attempt = \w+\.attempt and e\.lease_until > moment/,
        "and e.status = 'RUNNING'",
      ),
    evidence: `what a worker of ${tenant} writes is asked neither for its attempt nor for its lease`,
  })
}
