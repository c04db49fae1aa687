import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * When executions were completed, as the worker's own log says: a line each, written after the statement that
 * completes it has returned. The peers' times are taken at the same point.
 */
export interface CompletionLog {
  /** Waits until `count` executions have completed since the log was opened, or the time is up. @returns how many have. */
  readonly waitFor: (count: number, limitMs: number) => Promise<number>
  readonly count: () => number
  /** Milliseconds since the epoch; the log knows whole ones, so this is the end of the one it names. */
  readonly completedAt: (executionId: string) => number | undefined
  readonly close: () => Promise<void>
}

const LOOK_EVERY_MS = 3
const LINE_PATTERN = /"time":"(?<time>[^"]+)".*"executionId":"(?<id>[^"]+)".*"msg":"completed"/

/** Opens the worker's log at its end. */
export async function followWorkerLog(path: string): Promise<CompletionLog> {
  const file = await open(path, 'r')
  let { size: offset } = await file.stat()
  const buffer = Buffer.alloc(262_144)
  const times = new Map<string, number>()
  let rest = ''

  const read = async (): Promise<void> => {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
      if (bytesRead === 0) return
      offset += bytesRead
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) note(line, times)
    }
  }
  return {
    waitFor: async (count, limitMs) => {
      const endsAt = performance.now() + limitMs
      await read()
      while (times.size < count && performance.now() < endsAt) {
        await pause(LOOK_EVERY_MS)
        await read()
      }
      return times.size
    },
    count: () => times.size,
    completedAt: (executionId) => times.get(executionId),
    close: async () => await file.close(),
  }
}

function note(line: string, times: Map<string, number>): void {
  const { time, id } = LINE_PATTERN.exec(line)?.groups ?? {}
  if (time !== undefined && id !== undefined) times.set(id, Date.parse(time) + 1)
}
