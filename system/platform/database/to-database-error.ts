import { DatabaseError } from 'pg'
import type { ErrorCode } from '../../contracts/error-catalog.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

/** Refused identity, refused grant, and a schema or function that is not there: all of them a closed door. */
const REFUSALS = new Set(['28000', '42501', '3F000', '42883'])

/**
 * Names what the database answered, without its message: that may quote a value.
 *
 * @param operation what was tried, for the message.
 */
export function toDatabaseError(error: unknown, operation: string): EasyFlowError {
  if (error instanceof EasyFlowError) return error
  if (error instanceof DatabaseError && error.code !== undefined) {
    const sqlstate = error.code
    return new EasyFlowError(codeOf(sqlstate), `The database answered ${sqlstate} to ${operation}`, {
      facts: { sqlstate, operation, layer: 'database' },
    })
  }
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
  return new EasyFlowError(
    'ERR_DATABASE_UNAVAILABLE',
    `The database gave no answer to ${operation} (${reason})`,
    {
      facts: { reason, operation },
    },
  )
}

function codeOf(sqlstate: string): ErrorCode {
  if (REFUSALS.has(sqlstate)) return 'ERR_DATABASE_REFUSED'
  if (sqlstate === '23505') return 'ERR_VERSION_CONFLICT'
  // Connection (08), resources (53), shutdown and cancellation (57), locks not had in time (55).
  if (/^(08|53|57|55)/.test(sqlstate)) return 'ERR_DATABASE_UNAVAILABLE'
  return 'ERR_INTERNAL'
}
