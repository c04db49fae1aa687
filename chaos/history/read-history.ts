import { readFile } from 'node:fs/promises'
import { historyEventSchema, type HistoryEvent } from './history-event.ts'

/**
 * Reads a history again. A last line that a killed harness left half written is left out.
 *
 * @throws {Error} naming the line that is not one of a history.
 */
export async function readHistory(file: string): Promise<readonly HistoryEvent[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  const rest = lines.pop()
  return lines.map((line, index) => {
    const parsed = historyEventSchema.safeParse(parseLine(line))
    if (!parsed.success)
      throw new Error(
        `${file}, line ${index + 1}, is no event of a history${rest === '' ? '' : ' (and its last line is not whole)'}`,
      )
    return parsed.data
  })
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
