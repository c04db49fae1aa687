import type { LogEntry } from './log-entry.ts'

const COLOURS: Readonly<Record<string, string>> = {
  fatal: '\u001B[31m',
  error: '\u001B[31m',
  warn: '\u001B[33m',
  debug: '\u001B[2m',
  trace: '\u001B[2m',
}
const PLAIN = '\u001B[0m'
const FACT_LENGTH_MAX = 300

/** One line for a person: time, part, level, event, facts. Nothing that a log holds can steer the terminal. */
export function renderLogEntry(entry: LogEntry, options: { readonly colours: boolean }): string {
  const { time, part, level, msg, tenantId, traceId } = entry
  const { pid: _pid, ...facts } = entry.facts
  const all = {
    ...facts,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(traceId === undefined ? {} : { traceId }),
  }
  const told = Object.entries(all).map(([name, value]) => ` ${printable(name)}=${renderFact(value)}`)
  const clock = (/T(\S{12})/.exec(time)?.[1] ?? '--').padEnd(12)
  const text = `${printable(clock)} ${printable(part).padEnd(13)} ${printable(level).padEnd(5)} ${printable(msg)}${told.join('')}`
  const colour = options.colours ? COLOURS[level] : undefined
  return colour === undefined ? text : `${colour}${text}${PLAIN}`
}

function renderFact(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const short = text.length > FACT_LENGTH_MAX ? `${text.slice(0, FACT_LENGTH_MAX)}...` : text
  return printable(short)
}

/** Control, format and private characters, line breaks included, become spaces: they could forge what is seen. */
function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
}
