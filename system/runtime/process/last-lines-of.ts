import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { lostLinesOf } from '../logs/rotating-file.ts'
import { parseLogEntry } from '../logs/log-entry.ts'
import { renderLogEntry } from '../logs/render-log-entry.ts'

const LINES_MAX = 5
const COLUMNS_MAX = 200
const BYTES_MAX = 8192

/** Reads the end of a log for a screen: no control characters, no line that goes on and on. */
export async function lastLinesOf(file: string): Promise<readonly string[]> {
  const text = await readLogEnd(file)
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LINES_MAX)
    .map((line) => renderLogEntry(parseLogEntry(line, basename(file, '.log')), { colours: false }).trim())
    .map((line) => (line.length > COLUMNS_MAX ? `${line.slice(0, COLUMNS_MAX - 3)}...` : line))
}

/**
 * The last 8 KiB of a log, and the end of what found no room there: on a full disk that is why a part died. The
 * empty text when there is none.
 */
export async function readLogEnd(path: string): Promise<string> {
  return (await readFileEnd(path)) + lostLinesOf(path)
}

async function readFileEnd(path: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const from = Math.max(0, size - BYTES_MAX)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_MAX), 0, BYTES_MAX, from)
      const text = buffer.subarray(0, bytesRead).toString('utf8')
      // The first line may have lost its beginning.
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
    } finally {
      await file.close()
    }
  } catch {
    // No log is no reason to leave the part down.
    return ''
  }
}
