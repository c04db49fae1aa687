import { z } from 'zod'
import { InvalidRequestError } from './route.ts'
import type { Position } from './schemas.ts'

/** A position in a list as callers carry it. It says where, never whose: another tenant's is just a time. */
export function formatCursor({ createdAt, executionId }: Position): string {
  return Buffer.from(JSON.stringify([createdAt, executionId])).toString('base64url')
}

/** Microseconds exactly and this millennium: everything that matches is a time to the database, too. */
const cursorSchema = z.tuple([z.iso.datetime({ precision: 6 }).startsWith('2'), z.uuid()])

/** @throws {EasyFlowError} ERR_REQUEST_INVALID for anything that `formatCursor` does not write. */
export function parseCursor(cursor: string): Position {
  try {
    const [createdAt, executionId] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    )
    if (formatCursor({ createdAt, executionId }) === cursor) return { createdAt, executionId }
  } catch {
    // Not JSON, or not a position: refused below, like one that is spelled in another way.
  }
  throw new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: 'cursor', message: 'Not a cursor of ours' }])
}
