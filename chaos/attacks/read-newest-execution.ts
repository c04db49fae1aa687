import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'

/** The id of a tenant's newest execution that is done, as an attacker might have come to know it. */
export async function readNewestExecution({ access }: Environment, tenant: TenantId): Promise<string> {
  const [row] = await access.admin.rows(
    `select execution_id as id from ${dataSchemaOf(tenant)}.workflow_executions
     where status = 'COMPLETE' order by created_at desc limit 1`,
  )
  if (typeof row?.['id'] !== 'string') throw new Error(`${tenant} has no execution that is done`)
  return row['id']
}
