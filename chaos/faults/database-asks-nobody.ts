import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { FaultDeclaration } from './registry.ts'

/** Every function of a tenant that a caller's token opens. */
export const CALLER_FUNCTIONS = [
  'submit',
  'reject_execution',
  'get_execution',
  'list_executions',
  'list_workflows',
  'put_workflow',
] as const

/** Everything in the database that asks who a tenant's caller is: verification in its functions, and row security. */
export const databaseAsksNobody = (tenant: TenantId): readonly [FaultDeclaration, ...FaultDeclaration[]] => [
  { fault: 'forget-to-verify', tenant, functions: CALLER_FUNCTIONS },
  { fault: 'disable-row-security', tenant },
]
