import { InvalidRequestError } from './route.ts'

/** How deep a body may be nested. */
const DEPTH_MAX = 32

/**
 * Refuses JSON that would not come back from the database as it went in, or that aims at a prototype.
 *
 * @throws {EasyFlowError} ERR_BODY_INVALID.
 */
export function requireStorable(value: unknown, depth = 1): void {
  if (typeof value === 'string') requireText(value)
  else if (typeof value === 'number' && !Number.isFinite(value)) refuse('A number is too large')
  if (typeof value !== 'object' || value === null) return
  if (depth > DEPTH_MAX) refuse(`Nested more than ${String(DEPTH_MAX)} levels deep`)
  if (Array.isArray(value)) {
    for (const item of value) requireStorable(item, depth + 1)
    return
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') refuse('A member is called __proto__')
    requireText(name)
    requireStorable(member, depth + 1)
  }
}

function requireText(text: string): void {
  if (text.includes('\u0000') || !text.isWellFormed()) refuse('A text holds NUL or half a surrogate pair')
}

function refuse(message: string): never {
  throw new InvalidRequestError('ERR_BODY_INVALID', [{ path: '', message }])
}
