import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { submitNote, type SubmissionRecord } from './start-traffic.ts'

/** One execution that a tenant asks for. */
export interface Operation {
  readonly apiUrl: string
  readonly tenant: TenantId
  readonly mode: Mode
  /** Unique in the run; also the marker in the execution's input. */
  readonly op: string
  /** Default record-note. */
  readonly workflow?: string
}

/**
 * Asks for an execution, and writes it down before it is sent and when it is answered.
 *
 * @returns `undefined` when there was no token to send it with: certainly nothing was sent.
 */
export async function submitOperation(
  { access, history }: Pick<Environment, 'access' | 'history'>,
  { apiUrl, tenant, mode, op, workflow = 'record-note' }: Operation,
): Promise<SubmissionRecord | undefined> {
  history.write({ kind: 'invoked', op, tenant, mode, workflow })
  const record = await submitNote(
    { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries },
    { tenant, mode, marker: op, workflow },
  ).catch(() => undefined)
  history.write({
    kind: 'answered',
    op,
    outcome: record?.outcome ?? 'refused',
    status: record?.status ?? 0,
    code: record?.code ?? null,
    executionId: record?.executionId ?? null,
    elapsedMs: record?.elapsedMs ?? 0,
  })
  return record
}
