import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'
import { rewriteFunction } from './rewrite-function.ts'

/** Takes the token check out of functions of a tenant: whoever may call them is believed. */
export function forgetToVerify(admin: SqlSession, tenant: TenantId, functions: readonly string[]): Fault {
  return rewriteFunction({
    name: 'forget-to-verify',
    admin,
    schema: functionSchemaOf(tenant),
    functions,
    rewrite: (source) => source.replace(/perform easyflow\.verify\([^)]*\);/, ''),
    evidence: `${functions.join(', ')} of ${tenant} no longer check a token`,
  })
}
