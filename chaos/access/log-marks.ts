import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import type { LogText } from '../checkers/check-logs.ts'

type Parts = Pick<SystemStatus, 'parts'>

/** How far each log had been written, by inode: a log that is full is renamed and goes on under its next name. */
export type LogMarks = ReadonlyMap<number, number>

/** Notes how far every log of an instance has been written. */
export async function markLogs(status: Parts): Promise<LogMarks> {
  const marks = new Map<number, number>()
  for (const file of await listLogs(status)) {
    const { ino, size } = await stat(file)
    marks.set(ino, size)
  }
  return marks
}

/**
 * Reads what has been written to the logs of an instance since they were marked, the broker's authorizer log
 * among them. A part's log that is not there is reported as unread, never passed over.
 */
export async function readLogsSince(status: Parts, marks: LogMarks): Promise<readonly LogText[]> {
  const files = await listLogs(status)
  const logs = await Promise.all(files.map((file) => readSince(file, marks)))
  const missing = expectedLogs(status).filter((file) => !files.includes(file))
  return [...logs, ...missing.map((file) => ({ file: basename(file), text: undefined }))]
}

async function readSince(path: string, marks: LogMarks): Promise<LogText> {
  const file = await open(path).catch(() => undefined)
  // It was renamed just now, and is read under its next name; or it was the oldest.
  if (file === undefined) return { file: basename(path), text: '' }
  try {
    const { ino, size } = await file.stat()
    const marked = marks.get(ino) ?? 0
    const from = marked > size ? 0 : marked
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    return { file: basename(path), text: buffer.subarray(0, bytesRead).toString() }
  } finally {
    await file.close()
  }
}

function expectedLogs({ parts }: Parts): readonly string[] {
  // What an external server logs, and where, is its owner's business.
  const ours = Object.values(parts).filter(({ isExternal }) => isExternal !== true)
  return ours.flatMap(({ logFile, files: { authorizerLog } }) =>
    authorizerLog === undefined ? [logFile] : [logFile, authorizerLog],
  )
}

async function listLogs(status: Parts): Promise<readonly string[]> {
  const folders = new Set(expectedLogs(status).map((file) => dirname(file)))
  const found: string[] = []
  for (const folder of folders) {
    const names = await readdir(folder)
    found.push(...names.filter((name) => /\.log(\.\d+)?$/.test(name)).map((name) => join(folder, name)))
  }
  return found
}
