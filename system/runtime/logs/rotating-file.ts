import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** A log is at most this many bytes (and one line), and so is each older one. */
export const LOG_BYTES_MAX = 10_485_760
/** Older ones: `api.log.1` is the last, `api.log.3` the first. */
export const OLD_LOGS_MAX = 3

export interface RotatingFile {
  /** Adds whole lines. Never throws: a full disk must not end the part whose line it was. */
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
      try {
        file ??= open()
        if (bytes >= bytesMax) {
          rotate()
          file = open()
        }
        bytes += writeSync(file, lines)
      } catch {
        // The disk is full, or an ephemeral instance's directory has gone: this line is lost.
        close()
      }
    },
    close,
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
