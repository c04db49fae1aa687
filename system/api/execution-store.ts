import type { Mode } from '../contracts/execution.ts'
import type { Identity } from '../contracts/token.ts'
import type { WorkflowDefinition } from '../contracts/workflow-definition.ts'
import type { Execution, Position, StoredWorkflow } from './schemas.ts'

export interface Submission {
  readonly executionId: string
  readonly workflow: string
  readonly mode: Mode
  readonly input: unknown
  /** Realtime only. */
  readonly startWithinMs?: number
  readonly idempotencyKey: string | null
  /** SHA-256 of the canonical request in hex, with an idempotency key only. */
  readonly requestHash: string | null
  readonly traceparent: string
}

/**
 * created          a new row, QUEUED
 * requeued         the key's REJECTED row, QUEUED again: its hint is to be published again
 * existing         the key's row, which was accepted before
 * in_progress      the key's row, which is still undecided
 * mismatch         the key belongs to another request
 * workflow_unknown there is no such workflow
 */
export type Submitted =
  | {
      readonly outcome: 'created' | 'requeued' | 'existing' | 'in_progress'
      readonly execution: Execution
    }
  | { readonly outcome: 'mismatch' | 'workflow_unknown'; readonly execution: null }

export interface ListWishes {
  readonly limit: number
  readonly before: Position | null
  readonly status: string | null
  readonly workflow: string | null
  readonly mode: string | null
}

/**
 * What the api asks of the database, always with the caller's own token.
 *
 * Every function throws EasyFlowError: ERR_DATABASE_REFUSED, ERR_DATABASE_UNAVAILABLE, ERR_VERSION_CONFLICT
 * or ERR_INTERNAL.
 */
export interface ExecutionStore {
  submit(identity: Identity, submission: Submission): Promise<Submitted>
  /**
   * Takes a realtime execution back that nobody has started, as it was `queued` and not if it was queued
   * again since. Not `changed`: the row says what became of it.
   */
  reject(
    identity: Identity,
    queued: Pick<Execution, 'executionId' | 'startBy'>,
    signal: AbortSignal,
  ): Promise<{ readonly changed: boolean; readonly execution: Execution | null }>
  getExecution(identity: Identity, executionId: string): Promise<Execution | null>
  listExecutions(
    identity: Identity,
    wishes: ListWishes,
  ): Promise<{ readonly items: readonly Execution[]; readonly next: Position | null }>
  listWorkflows(identity: Identity): Promise<readonly StoredWorkflow[]>
  putWorkflow(
    identity: Identity,
    name: string,
    definition: WorkflowDefinition,
  ): Promise<StoredWorkflow & { readonly changed: boolean }>
}
