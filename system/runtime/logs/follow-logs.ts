import { open, type FileHandle } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { findLogFiles, toEntries, type LogFile } from './log-files.ts'
import type { LogEntry } from './log-entry.ts'

const CHUNK_BYTES = 262_144

export interface LogFollower {
  /** What was added since the last look, in every log: old ones to their end, new ones from their beginning. */
  look(): Promise<readonly LogEntry[]>
  close(): Promise<void>
}

interface Place {
  readonly file: FileHandle
  readonly inode: number
  readonly decoder: StringDecoder
  offset: number
  rest: string
}

/**
 * Follows the logs of a folder, from their present ends. A log that is renamed is read to its end over the
 * handle that is open on it before its successor is begun, so that no line is lost when it rotates.
 */
export async function followLogs(folder: string, isWanted: (log: string) => boolean): Promise<LogFollower> {
  const places = new Map<string, Place>()
  const current = async (): Promise<readonly LogFile[]> =>
    (await findLogFiles(folder)).filter(({ age, log }) => age === 0 && isWanted(log))
  for (const { path, log } of await current()) {
    const place = await openPlace(path)
    if (place === undefined) continue
    place.offset = (await place.file.stat()).size
    places.set(log, place)
  }
  const lookAt = async ({ path, log }: LogFile): Promise<readonly LogEntry[]> => {
    const known = places.get(log)
    const lines = known === undefined ? [] : await readOn(known)
    const next = await openPlace(path)
    if (next === undefined || next.inode === known?.inode) {
      await next?.file.close()
      return toEntries(lines, log)
    }
    // It may have been added to between the look above and its end.
    if (known !== undefined) lines.push(...(await readOn(known)), known.rest)
    await known?.file.close()
    places.set(log, next)
    return toEntries([...lines, ...(await readOn(next))], log)
  }
  return {
    look: async () => {
      const entries: LogEntry[] = []
      for (const file of await current()) entries.push(...(await lookAt(file)))
      return entries
    },
    close: async () => {
      for (const { file } of places.values()) await file.close()
    },
  }
}

async function openPlace(path: string): Promise<Place | undefined> {
  // It may have been renamed since it was listed; the next look finds its successor.
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return undefined
  const { ino: inode } = await file.stat()
  return { file, inode, decoder: new StringDecoder('utf8'), offset: 0, rest: '' }
}

async function readOn(place: Place): Promise<string[]> {
  const { size } = await place.file.stat()
  if (size < place.offset) Object.assign(place, { offset: 0, rest: '' })
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let text = place.rest
  for (;;) {
    const { bytesRead } = await place.file.read(buffer, 0, buffer.length, place.offset)
    if (bytesRead === 0) break
    place.offset += bytesRead
    text += place.decoder.write(buffer.subarray(0, bytesRead))
  }
  const lines = text.split('\n')
  place.rest = lines.pop() ?? ''
  return lines
}
