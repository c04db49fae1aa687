import { z } from 'zod'
import { modes } from './execution.ts'

/** What a message says: that an execution may be ready. It carries no payload and is never believed. */
export const hintSchema = z.strictObject({
  version: z.literal(1),
  executionId: z.uuid(),
  mode: z.enum(modes),
})
export type Hint = z.infer<typeof hintSchema>

/** Messages longer than this are poison unread. */
export const HINT_BYTES_MAX = 1024

/**
 * Reads a message's value.
 *
 * @returns the hint, or `undefined` for anything else: poison is counted and passed over, never an error.
 */
export function parseHint(value: Uint8Array | null): Hint | undefined {
  if (value === null || value.byteLength > HINT_BYTES_MAX) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value))
  } catch {
    return undefined
  }
  const result = hintSchema.safeParse(parsed)
  return result.success ? result.data : undefined
}
