import { readApplicationName } from '../../platform/database/application-name.ts'

/**
 * How Postgres is told to begin a line: time, pid, SQLSTATE, application name. Not the user's and not the
 * database's name: anybody who can connect may put a line break into those and so forge a line. The application
 * name is padded to the 63 bytes that Postgres takes, so that where it ends is not up to the client.
 */
export const POSTGRES_LINE_PREFIX = '%m [%p] %e [%-63a] '

const LINE =
  /^(?<date>\d{4}-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d\.\d{3}) UTC \[(?<pid>\d+)\] (?<sqlstate>[0-9A-Z]{5}) \[(?<rest>[^]*)$/
/**
 * Postgres cuts the name first and then writes each byte that is not printable ASCII as `\xc3`. So a name with
 * a backslash may be longer than 63 characters, and nobody can say where it ends.
 */
const REST = /^(?<app>[^\\\n]{63})\] (?<severity>[A-Z0-9]+): {2}(?<msg>[^]*)$/

const LEVELS: Readonly<Record<string, string>> = {
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'fatal',
}
/** These quote values and statements. Postgres is told to leave them out; should it not, they go here. */
const TELLTALES = new Set(['DETAIL', 'HINT', 'QUERY', 'CONTEXT', 'STATEMENT', 'LOCATION', 'BACKTRACE'])
/** Names of our own things, which a message may quote. Whatever else it quotes may be a value. */
const OWN_NAME =
  /^(tenant_[a-z0-9_]{1,58}|easyflow[a-z_]{0,40}|pg_[a-z_]{1,40}|postgres|public|template[01]|workflow[a-z_]{0,30}|execution[a-z_]{0,30}|(?:\d{1,3}\.){3}\d{1,3})$/

/** Takes a line of Postgres apart, or says that it is none. */
export function parsePostgresLine(text: string): Record<string, unknown> | undefined {
  const found = LINE.exec(text)?.groups
  if (found === undefined) return undefined
  const { date = '', time = '', pid = '', sqlstate = '', rest = '' } = found
  return {
    time: `${date}T${time}Z`,
    level: levelOfState(sqlstate),
    part: 'postgres',
    pid: Number(pid),
    ...(sqlstate === '00000' ? {} : { sqlstate }),
    ...readRest(rest),
  }
}

function readRest(rest: string): Record<string, unknown> {
  const found = REST.exec(rest)?.groups
  if (found === undefined) return { msg: '[left out]' }
  const { app = '', severity = '', msg = '' } = found
  return {
    level: LEVELS[severity] ?? (severity.startsWith('DEBUG') ? 'debug' : 'info'),
    ...readApplicationName(app.trimEnd()),
    msg: TELLTALES.has(severity) ? `${severity} left out` : withoutValues(msg),
  }
}

/** For a line whose severity cannot be told from what the client calls itself. */
function levelOfState(sqlstate: string): string {
  if (/^0[02]/.test(sqlstate)) return 'info'
  return sqlstate.startsWith('01') ? 'warn' : 'error'
}

/** `"…"` in a message holds a name or a value; values may themselves hold quotes. */
function withoutValues(message: string): string {
  const pieces = message.split('"')
  const isPlain = pieces.length % 2 === 1 && pieces.every((piece, at) => at % 2 === 0 || OWN_NAME.test(piece))
  if (isPlain) return message
  return `${pieces[0] ?? ''}"[left out]"${pieces.at(-1) ?? ''}`
}
