import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { BLOT, blotSecrets } from './blot-secrets.ts'

/** Members named like this hold secrets or what a tenant gave us. Compared without case, `_` and `-`. */
const SECRET_NAME =
  /authori[sz]ation|cookie|token|jwt|password|passwd|pwd|secret|credential|apikey|privatekey|connectionstring|databaseurl|assertion|idempotencykey|^(input|payload|body|output|result|results|headers|rows|value|values|claims)$/

const DEPTH_MAX = 6
const ITEMS_MAX = 50
const TEXT_MAX = 2000

/** Returns a copy of `facts` that is safe to write down. */
export function redact(facts: object): Record<string, unknown> {
  return facts instanceof Error ? describeError(facts, 0) : copyObject(facts, 0)
}

function copyValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return copyText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX) return '[deeper]'
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => copyValue(item, depth + 1))
  return copyObject(value, depth)
}

function copyObject(object: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object).slice(0, ITEMS_MAX)) {
    copy[name] = SECRET_NAME.test(name.toLowerCase().replaceAll(/[_-]/g, ''))
      ? BLOT
      : copyValue(value, depth + 1)
  }
  return copy
}

function copyText(text: string): string {
  const short = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
  return blotSecrets(short)
}

/** Our own messages are written to be shown; those of others may quote a row or a token, so they are left out. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const isOurs = error instanceof EasyFlowError
  return {
    name: error.name,
    ...('code' in error ? { code: copyText(String(error.code)) } : {}),
    ...(isOurs ? { message: copyText(error.message), facts: copyObject(error.facts, depth + 1) } : {}),
    at: framesOf(error),
    ...(error.cause === undefined || depth >= DEPTH_MAX ? {} : { cause: copyValue(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: copyValue(error.errors, depth + 1) } : {}),
  }
}

function framesOf(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
}
