import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import { callHttp, readPath } from '../probes/call-http.ts'
import { waitFor } from '../wait-for.ts'

/**
 * Runs one execution of a tenant to its end: from then on it can be used, and has loaded what its first use loads.
 *
 * @throws {Error} when it is not carried out.
 */
export async function useTenant(
  { addresses, admin, tokenOf }: SystemAccess,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<void> {
  const token = await tokenOf(tenant)
  const url = addresses.apiUrl
  const definition = { steps: [{ name: 'echo', kind: 'transform', expression: '$' }] }
  await callHttp(url, { method: 'PUT', path: '/workflows/echo', token, body: definition })
  const accepted = await callHttp(url, {
    method: 'POST',
    path: '/workflows/execute',
    token,
    body: { workflow: 'echo', mode: 'balanced', input: { new: true } },
  })
  const id = readPath(accepted.json, 'executionId')
  if (typeof id !== 'string')
    throw new Error(`${tenant} was made and cannot be used: HTTP ${accepted.status}`)
  await waitFor(`the first execution of ${tenant}`, signal, async () => {
    const [row] = await admin.rows(
      `select status from ${dataSchemaOf(tenant)}.workflow_executions where execution_id = $1`,
      [id],
    )
    return row?.['status'] === 'COMPLETE'
  })
}
