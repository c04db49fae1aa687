import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { WrittenFault } from '../faults/build-fault.ts'

/** A fault that a run meant to inject, and has not healed as far as its ledger tells. */
export interface UnhealedFault {
  readonly id: number
  readonly fault: WrittenFault
}

const lineSchema = z.union([
  z.strictObject({ id: z.int(), intended: z.looseObject({ fault: z.string() }) }),
  z.strictObject({ id: z.int(), healed: z.literal(true) }),
])

const ledgerOf = (directory: string): string => join(directory, 'ledger.jsonl')

/**
 * What of a run is not healed, last first. A line that was never written to its end counts for nothing: a fault is
 * injected only once its line is on disk.
 *
 * @throws {Error} for a whole line that is none of a ledger.
 */
export async function readUnhealed(directory: string): Promise<readonly UnhealedFault[]> {
  const left = new Map<number, WrittenFault>()
  for (const text of (await readFile(ledgerOf(directory), 'utf8')).split('\n')) {
    const line = parseLine(text, directory)
    if (line === undefined) continue
    if ('healed' in line) left.delete(line.id)
    else left.set(line.id, line.intended)
  }
  return [...left].map(([id, fault]) => ({ id, fault })).reverse()
}

/** How many faults a run has meant to inject so far. */
export async function countIntended(directory: string): Promise<number> {
  const lines = (await readFile(ledgerOf(directory), 'utf8')).split('\n')
  return lines.filter((text) => 'intended' in (parseLine(text, directory) ?? {})).length
}

/** Writes down, from another process, that faults of a run are healed. */
export async function markHealed(directory: string, ids: readonly number[]): Promise<void> {
  const file = await open(ledgerOf(directory), 'a')
  try {
    // After a line that was never written to its end.
    await file.appendFile(ids.map((id) => `\n${JSON.stringify({ id, healed: true })}\n`).join(''))
    await file.datasync()
  } finally {
    await file.close()
  }
}

function parseLine(text: string, directory: string): z.infer<typeof lineSchema> | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Empty, or torn by the end of the harness.
    return undefined
  }
  const parsed = lineSchema.safeParse(json)
  if (!parsed.success)
    throw new Error(`${ledgerOf(directory)} holds a line that is none of a ledger: ${text}`)
  return parsed.data
}
