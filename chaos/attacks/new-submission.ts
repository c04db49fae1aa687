import { randomUUID } from 'node:crypto'
import type { Mode } from '../../system/contracts/execution.ts'

/** What a tenant's `submit` in the database is asked for, without the api. */
export interface NewSubmission {
  readonly executionId: string
  readonly workflow: string
  readonly mode: Mode
  readonly input: { readonly marker: string }
  readonly startWithinMs?: number
  readonly idempotencyKey: null
  readonly requestHash: null
  readonly traceparent: null
}

/** An execution that records a note, asked for without a hint. */
export function newSubmission(of: {
  readonly marker: string
  readonly mode: Mode
  readonly startWithinMs?: number
}): NewSubmission {
  const { marker, ...rest } = of
  return {
    executionId: randomUUID(),
    workflow: 'record-note',
    input: { marker },
    idempotencyKey: null,
    requestHash: null,
    traceparent: null,
    ...rest,
  }
}
