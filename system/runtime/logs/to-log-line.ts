import { blotSecrets } from '../../platform/log/blot-secrets.ts'
import { parsePostgresLine } from './parse-postgres-line.ts'

/** Longer lines are cut: one line cannot fill a log. */
const LINE_LENGTH_MAX = 16_384
const TEXT_LENGTH_MAX = 4000

export interface LineOrigin {
  readonly part: string
  /** What ran, when it is not the part itself: `initdb`. */
  readonly program: string
  /** For lines without a time of their own. */
  readonly now: () => Date
}

/**
 * Makes one JSON line of whatever a process wrote as one event. What is JSON already passes, with everything
 * that looks like a token blotted out, except from Postgres, which writes none; a line of Postgres is taken
 * apart; anything else becomes a `msg`.
 */
export function toLogLine(text: string, origin: LineOrigin): string {
  const { part, program, now } = origin
  if (text.length <= LINE_LENGTH_MAX && part !== 'postgres' && isEvent(text)) return blotSecrets(text)
  const parsed = part === 'postgres' ? parsePostgresLine(text) : undefined
  const event = parsed ?? {
    time: now().toISOString(),
    level: /\b(error|exception|fatal|panic)\b/i.test(text) ? 'error' : 'info',
    part,
    ...(program === part ? {} : { program }),
    // The rest of a message of Postgres that came in pieces: it may be what the message quotes.
    msg: part === 'postgres' && text.startsWith('\t') ? '[left out]' : text.slice(0, TEXT_LENGTH_MAX),
  }
  return blotSecrets(JSON.stringify(event))
}

function isEvent(text: string): boolean {
  if (!text.startsWith('{') || !text.endsWith('}')) return false
  try {
    const value: unknown = JSON.parse(text)
    return (
      typeof value === 'object' &&
      value !== null &&
      ['time', 'level', 'part', 'msg'].every(
        (name) => typeof (value as Record<string, unknown>)[name] === 'string',
      )
    )
  } catch {
    return false
  }
}
