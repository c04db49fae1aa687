import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'

/** What went wrong, in one line: code, message, and what lies beneath it. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const parts = error.errors.map((part: unknown) => describeFailure(part))
    return [error.message, ...parts].filter((part) => part !== '').join('; ')
  }
  if (!(error instanceof Error)) return String(error)
  const own = error instanceof EasyFlowError ? `${error.code}: ${error.message}` : error.message
  return error.cause === undefined ? own : `${own} (${describeFailure(error.cause)})`
}
