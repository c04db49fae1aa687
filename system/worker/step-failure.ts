import type { ErrorCode } from '../contracts/error-catalog.ts'
import { EasyFlowError } from '../contracts/easyflow-error.ts'

/** What a failed try leaves in its tenant's own row. The message may quote the tenant's data; logs never do. */
export interface StepFailure {
  readonly code: ErrorCode
  readonly message: string
  /** Another try would fail in the same way. */
  readonly isPermanent: boolean
}

/** Thrown by steps that know why they failed. */
export class StepError extends Error {
  override readonly name = 'StepError'
  readonly isPermanent: boolean

  constructor(message: string, options: { isPermanent: boolean; cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.isPermanent = options.isPermanent
  }
}

/** @param error whatever a step's run has thrown. */
export function describeStepFailure(error: unknown): StepFailure {
  if (error instanceof StepError) {
    return { code: 'ERR_STEP_FAILED', message: error.message, isPermanent: error.isPermanent }
  }
  if (error instanceof EasyFlowError) return { code: error.code, message: error.message, isPermanent: false }
  return { code: 'ERR_INTERNAL', message: 'The step failed in an unforeseen way', isPermanent: false }
}
