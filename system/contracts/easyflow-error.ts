import type { ErrorCode } from './error-catalog.ts'

/** Facts safe to log and to show. Never a token, a payload or a connection string. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean>>

/** The one error class. Sort errors by `code`; the message is for people. */
export class EasyFlowError extends Error {
  override readonly name = 'EasyFlowError'
  readonly code: ErrorCode
  readonly facts: ErrorFacts

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; facts?: ErrorFacts } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.facts = options.facts ?? {}
  }
}
