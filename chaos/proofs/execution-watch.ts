import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { readExecutions } from '../probes/read-executions.ts'
import { waitFor } from '../wait-for.ts'
import { submitNote, type SubmissionRecord } from '../workloads/start-traffic.ts'
import type { ProofContext } from './proof-context.ts'

export type WatchedExecution = Awaited<ReturnType<typeof readExecutions>>[number]

/** Submits one note of `tenant` through the genuine api. @throws when it is not accepted. */
export async function acceptNote(
  context: ProofContext,
  note: { readonly tenant: TenantId; readonly name: string; readonly mode?: Mode },
): Promise<SubmissionRecord & { readonly executionId: string }> {
  const { access } = context
  const record = await submitNote(
    { apiUrl: access.addresses.apiUrl, tokenOf: access.tokenOf, canaries: access.canaries },
    { tenant: note.tenant, mode: note.mode ?? 'balanced', marker: `${watchLabelOf(context)}-${note.name}` },
  )
  const { executionId } = record
  if (record.outcome !== 'accepted' || executionId === undefined) {
    throw new Error(
      `${note.tenant}'s ${note.name} was not accepted: HTTP ${record.status} ${record.code ?? ''}`,
    )
  }
  return { ...record, executionId }
}

/** The rows of one note, wherever they lie. */
export async function watchNote(context: ProofContext, name: string): Promise<readonly WatchedExecution[]> {
  const marker = `${watchLabelOf(context)}-${name}`
  const rows = await readExecutions(context.access.admin, context.access.tenants, watchLabelOf(context))
  return rows.filter((row) => row.marker === marker)
}

/** Waits until the only row of a note has `status`. */
export async function awaitStatus(
  context: ProofContext,
  name: string,
  status: string,
): Promise<WatchedExecution> {
  let found: WatchedExecution | undefined
  await waitFor(`${name} to be ${status}`, context.signal, async () => {
    found = (await watchNote(context, name)).find((row) => row.status === status)
    return found !== undefined
  })
  if (found === undefined) throw new Error(`${name} is not ${status}`)
  return found
}

/** Watched notes are told apart from the traffic, which is counted as a whole. */
function watchLabelOf(context: ProofContext): string {
  return `${context.label}watch`
}
