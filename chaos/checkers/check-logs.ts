import type { Verdict, Witness } from '../verdict.ts'

export interface LogText {
  readonly file: string
  /** `undefined` when it could not be read. */
  readonly text: string | undefined
}

export interface Secret {
  readonly kind: 'token' | 'password' | 'canary' | 'payload'
  readonly value: string
}

/** Shorter values would be found in anything. */
const LENGTH_MIN = 8
/** The beginning of a token, `eyJ`, as it is and in base64 at each place where it may begin; then more of it. */
const TOKEN_LIKE = /eyJ[\w-]{8,}(?:\.|%2[eE])[\w-]{8,}|(?:ZXlK|V5S|leUp)[\w+/=-]{40,}/

/**
 * Invariant: no token, password, canary or payload stands in any log, neither as it is nor encoded, and
 * nothing that looks like a token. A witness says what stands where, and never quotes it.
 */
export function checkLogs(logs: readonly LogText[], secrets: readonly Secret[]): Verdict {
  const unread = logs.filter(({ text }) => text === undefined)
  const lines = logs.reduce((sum, { text = '' }) => sum + countLines(text), 0)
  if (lines === 0 || secrets.length === 0) {
    return { outcome: 'unknown', reason: 'No log could be read, or there is no secret to look for' }
  }
  const wanted = secrets.flatMap(({ kind, value }) => formsOf(kind, value).map((form) => ({ kind, ...form })))
  const witnesses = logs.flatMap(({ file, text = '' }) => findIn(file, text, wanted))
  const [first, ...others] = witnesses
  if (first !== undefined) return { outcome: 'violated', examined: lines, witnesses: [first, ...others] }
  if (unread.length > 0) {
    return { outcome: 'unknown', reason: `Not read: ${unread.map(({ file }) => file).join(', ')}` }
  }
  return { outcome: 'holds', examined: lines }
}

interface Form {
  readonly how: string
  readonly text: string
}

function findIn(
  file: string,
  text: string,
  wanted: readonly (Form & Pick<Secret, 'kind'>)[],
): readonly Witness[] {
  const found = new Map<string, number>()
  const like = TOKEN_LIKE.exec(text)
  if (like !== null) found.set('something that looks like a token', like.index)
  for (const { kind, how, text: form } of wanted) {
    const at = text.indexOf(form)
    if (at >= 0) found.set(`a ${kind} ${how}`, at)
  }
  return [...found].map(([what, at]) => ({
    explanation: `logged: ${what} in ${file}, line ${String(countLines(text.slice(0, at + 1)))}`,
  }))
}

function formsOf(kind: Secret['kind'], value: string): readonly Form[] {
  const parts = kind === 'token' ? value.split('.') : []
  const bytes = Buffer.from(value)
  const forms: readonly Form[] = [
    { how: 'as it is', text: value },
    ...parts.map((text) => ({ how: 'in part', text })),
    { how: 'percent-encoded', text: value.replaceAll('.', '%2E') },
    { how: 'percent-encoded', text: encodeURIComponent(value) },
    { how: 'in JSON', text: JSON.stringify(value).slice(1, -1) },
    { how: 'in hexadecimal', text: bytes.toString('hex') },
    ...[0, 1, 2].flatMap((skipped) =>
      (['base64', 'base64url'] as const).map((coding) => ({
        how: 'in base64',
        text: innerBase64(bytes, skipped, coding),
      })),
    ),
  ]
  const isFirst = (form: Form, at: number): boolean =>
    forms.findIndex(({ text }) => text === form.text) === at
  return forms.filter((form, at) => form.text.length >= LENGTH_MIN && isFirst(form, at))
}

/** What stays the same of its base64 whatever surrounds it, when `skipped` bytes stand before it in its group. */
function innerBase64(bytes: Buffer, skipped: number, coding: 'base64' | 'base64url'): string {
  const from = (3 - skipped) % 3
  const whole = from + Math.floor((bytes.length - from) / 3) * 3
  return bytes.subarray(from, whole).toString(coding)
}

/** Lines of a log, the last one whole or not. */
export function countLines(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
