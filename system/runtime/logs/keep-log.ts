import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { openRotatingFile, type RotatingFile } from './rotating-file.ts'
import { toLogLine, type LineOrigin } from './to-log-line.ts'

/** A line without an end is cut here, so that it cannot fill the memory. What follows up to its end is dropped. */
const REST_LENGTH_MAX = 65_536

/** Maven resets colours it never set, a line each. */
// oxlint-disable-next-line no-control-regex
const NOT_EMPTY = /[^\s\u001B[\]0m]/

/**
 * Writes down what a process says: one JSON line an event, in a file that begins anew when it is full.
 *
 * @param program of whose words these are; the part is the one that the log is named after.
 */
export function keepLog(
  streams: readonly (Readable | null)[],
  log: { readonly file: string; readonly program: string },
): void {
  const file = openRotatingFile(log.file)
  const origin = { part: basename(log.file, '.log'), program: log.program, now: () => new Date() }
  let open = 0
  for (const stream of streams) {
    if (stream === null) continue
    open += 1
    keepStream(stream, file, origin)
    stream.once('close', () => {
      open -= 1
      if (open === 0) file.close()
    })
  }
}

function keepStream(stream: Readable, file: RotatingFile, origin: LineOrigin): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  // Of a line that was cut: whoever made it that long chose what its remainder begins with.
  let isCut = false
  const write = (text: string): void => {
    const events = toEvents(text, origin.part === 'postgres')
    if (events.length > 0) file.append(events.map((event) => `${toLogLine(event, origin)}\n`).join(''))
  }
  stream.on('data', (chunk: Buffer) => {
    let text = rest + decoder.write(chunk)
    if (isCut) {
      const next = text.indexOf('\n') + 1
      isCut = next === 0
      text = isCut ? '' : text.slice(next)
    }
    const end = text.lastIndexOf('\n') + 1
    rest = text.slice(end)
    write(text.slice(0, end))
    if (rest.length <= REST_LENGTH_MAX) return
    // The quote that was cut off as well: without it the value it closes would pass for plain text.
    write(origin.part === 'postgres' ? `${rest}" [cut]` : rest)
    rest = ''
    isCut = true
  })
  stream.once('close', () => write(rest))
  // A part that dies takes its end along; how it died is told by its exit.
  stream.on('error', () => undefined)
}

/** Lines that belong together are one event: a stack trace, and what Postgres indents with a tab. */
function toEvents(text: string, isPostgres: boolean): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => NOT_EMPTY.test(line))
  const isTrace = !isPostgres && lines.some((line) => /^\s+at /.test(line))
  const events: string[] = []
  for (const line of lines) {
    const isJson = line.startsWith('{')
    const last = events.at(-1)
    const goesOn = isPostgres ? line.startsWith('\t') : isTrace && !isJson
    if (goesOn && last !== undefined && !last.startsWith('{'))
      events[events.length - 1] = `${last}\n${line.trim()}`
    else events.push(line)
  }
  return events
}
