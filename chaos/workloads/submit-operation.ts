import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import type { EventOf } from '../history/history-event.ts'
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
  /** Sent once more with the same Idempotency-Key, as soon as the first is answered or given up. */
  readonly isRepeated?: boolean
}

/**
 * Asks for an execution, and writes it down before it is sent and when it is answered.
 *
 * @returns what the first answer said; `undefined` when there was no token to send it with: certainly nothing
 *   was sent.
 */
export async function submitOperation(
  { access, history }: Pick<Environment, 'access' | 'history'>,
  { apiUrl, tenant, mode, op, workflow = 'record-note', isRepeated = false }: Operation,
): Promise<SubmissionRecord | undefined> {
  const submit = (): Promise<SubmissionRecord | undefined> =>
    submitNote(
      { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries, withKeys: isRepeated },
      { tenant, mode, marker: op, workflow },
    ).catch(() => undefined)
  history.write({ kind: 'invoked', op, tenant, mode, workflow })
  const record = await submit()
  history.write({ kind: 'answered', op, ...answerOf(record) })
  if (!isRepeated) return record
  history.write({ kind: 'repeat-sent', op })
  history.write({ kind: 'repeat-answered', op, ...answerOf(await submit()) })
  return record
}

function answerOf(record: SubmissionRecord | undefined): Omit<EventOf<'answered'>, 'at' | 'kind' | 'op'> {
  return {
    outcome: record?.outcome ?? 'refused',
    status: record?.status ?? 0,
    code: record?.code ?? null,
    executionId: record?.executionId ?? null,
    elapsedMs: record?.elapsedMs ?? 0,
  }
}
