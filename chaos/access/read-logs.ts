import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import type { LogText } from '../checkers/check-logs.ts'

/** Reads every log of an instance, whosever it is, with all older ones that are kept. */
export async function readLogs(status: Pick<SystemStatus, 'parts'>): Promise<readonly LogText[]> {
  // What an external server logs, and where, is its owner's business.
  const parts = Object.values(status.parts).filter(({ isExternal }) => isExternal !== true)
  const files = parts.flatMap(({ logFile, files: { authorizerLog } }) =>
    authorizerLog === undefined ? [logFile] : [logFile, authorizerLog],
  )
  const folders = new Set(files.map((file) => dirname(file)))
  const logs: LogText[] = []
  for (const folder of folders) {
    for (const name of await readdir(folder)) {
      if (!/\.log(\.\d+)?$/.test(name)) continue
      // One that rotates away between the two is read under its next name, or was the oldest.
      const text = await readFile(join(folder, name), 'utf8').catch(() => '')
      logs.push({ file: name, text })
    }
  }
  return [...logs, ...missing(files, logs)]
}

/** A part's log that is not there is reported as unread, never passed over. */
function missing(files: readonly string[], logs: readonly LogText[]): readonly LogText[] {
  return files
    .map((file) => basename(file))
    .filter((name) => !logs.some(({ file }) => file === name))
    .map((file) => ({ file, text: undefined }))
}
