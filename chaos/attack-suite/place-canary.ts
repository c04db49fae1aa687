import type { Environment } from '../environment/environment.ts'
import { readRunExecutions } from '../probes/read-run-executions.ts'
import { waitFor } from '../wait-for.ts'
import { submitNote } from '../workloads/start-traffic.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

/**
 * Sees to it that a tenant's newest execution carries its canary and is done, so that a page shows it and the
 * newest one by itself. Through the genuine api, with the tenant's own token.
 */
export async function placeCanary(
  environment: Environment,
  {
    tenant,
    marker,
    signal,
  }: { readonly tenant: TenantId; readonly marker: string; readonly signal: AbortSignal },
): Promise<void> {
  const { access } = environment
  const options = { apiUrl: access.addresses.apiUrl, tokenOf: access.tokenOf, canaries: access.canaries }
  await waitFor(`an execution of ${tenant} to be accepted`, signal, async () => {
    const { outcome } = await submitNote(options, { tenant, mode: 'realtime', marker })
    return outcome === 'accepted'
  })
  await waitFor(`the execution of ${tenant} to be COMPLETE`, signal, async () =>
    (await readRunExecutions(environment)).some((row) => row.marker === marker && row.status === 'COMPLETE'),
  )
}
