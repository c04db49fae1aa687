import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** A log is at most this many bytes (and one line), and so is each older one. */
export const LOG_BYTES_MAX = 10_485_760
/** Older ones: `api.log.1` is the last, `api.log.3` the first. */
export const OLD_LOGS_MAX = 3

/** As much is kept of what found no room. */
const LOST_LENGTH_MAX = 8192
/** By log. What could not be written is written before the next line that can be. */
const lost = new Map<string, string>()

/** The end of what this process could not write to a log, since the disk is full. */
export const lostLinesOf = (path: string): string => lost.get(path) ?? ''

export interface RotatingFile {
  /** Adds whole lines. Never throws: a full disk must not end the part whose line it was; see `lostLinesOf`. */
  append(lines: string): void
  close(): void
}

/** Opens a log that begins anew when it is full. Written at once, so that a crash loses no line. */
export function openRotatingFile(path: string, bytesMax: number = LOG_BYTES_MAX): RotatingFile {
  let file: number | undefined
  let bytes = 0
  const open = (): number => {
    file = openSync(path, 'a', 0o600)
    bytes = fstatSync(file).size
    return file
  }
  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const rotate = (): void => {
    close()
    rmSync(`${path}.${String(OLD_LOGS_MAX)}`, { force: true })
    for (let age = OLD_LOGS_MAX - 1; age >= 1; age -= 1)
      move(`${path}.${String(age)}`, `${path}.${String(age + 1)}`)
    move(path, `${path}.1`)
  }
  return {
    append: (lines) => {
      let rest = Buffer.from(lostLinesOf(path) + lines)
      try {
        file ??= open()
        if (bytes >= bytesMax) {
          rotate()
          file = open()
        }
        while (rest.byteLength > 0) {
          // A disk that is about to be full takes a part of it, and says nothing.
          const written = writeSync(file, rest)
          bytes += written
          rest = rest.subarray(written)
        }
        lost.delete(path)
      } catch {
        // The disk is full, or an ephemeral instance's directory has gone.
        lost.set(path, endOf(rest.toString()))
        close()
      }
    },
    close,
  }
}

/** Cut at a line's end; what is in the file may have lost its own. */
function endOf(text: string): string {
  if (text.length <= LOST_LENGTH_MAX) return text
  return text.slice(text.indexOf('\n', text.length - LOST_LENGTH_MAX))
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
