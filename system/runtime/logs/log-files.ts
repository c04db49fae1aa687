import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLogEntry, type LogEntry } from './log-entry.ts'

export interface LogFile {
  readonly path: string
  /** `kafka-authorizer` is a log of its own; its part is kafka. */
  readonly log: string
  /** 0 is the one that is being written. */
  readonly age: number
}

/** All logs of an instance, old ones first. */
export async function findLogFiles(folder: string): Promise<readonly LogFile[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const files = names.flatMap((name) => {
    const [, log, age = '0'] = /^([a-z-]+)\.log(?:\.(\d{1,2}))?$/.exec(name) ?? []
    return log === undefined ? [] : [{ path: join(folder, name), log, age: Number(age) }]
  })
  return files.sort((one, other) => other.age - one.age || one.log.localeCompare(other.log))
}

/** Reads the entries of a log from byte `from` on; the last `bytesMax` of them. A file that has gone has none. */
export async function readLogFile(
  { path, log }: LogFile,
  bytesMax: number = Number.POSITIVE_INFINITY,
): Promise<readonly LogEntry[]> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return []
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - bytesMax)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
    // The first one may have lost its beginning.
    return toEntries(from === 0 ? lines : lines.slice(1), log)
  } finally {
    await file.close()
  }
}

export function toEntries(lines: readonly string[], log: string): readonly LogEntry[] {
  return lines.filter((line) => line.trim() !== '').map((line) => parseLogEntry(line, partOf(log)))
}

const partOf = (log: string): string => (log === 'kafka-authorizer' ? 'kafka' : log)
