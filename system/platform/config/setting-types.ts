import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { isLoopbackHost } from './is-loopback-host.ts'
import { parseBrokers } from './parse-brokers.ts'
import { parseDatabaseUrl } from './parse-database-url.ts'

const forms = z.registry<{ readonly form: string }>()

/** What a value of a type looks like, in words. */
export function formOf(type: z.ZodType): string {
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional) return formOf(type.unwrap() as z.ZodType)
  return type instanceof z.ZodEnum ? type.options.join(', ') : (forms.get(type)?.form ?? 'text')
}

/** A text that `isRight` takes; `reason` never quotes it. */
const text = (form: string, isRight: (value: string) => boolean, reason: string): z.ZodString =>
  z.string().min(1).refine(isRight, { params: { reason } }).register(forms, { form })

/** Runs a parser of ours. The messages of its TypeErrors quote no value. */
function parsedBy<Value>(form: string, parse: (value: string) => Value): z.ZodType<Value, string> {
  return z
    .string()
    .transform((value, context) => {
      try {
        return parse(value)
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        context.addIssue({ code: 'custom', params: { reason: error.message } })
        return z.NEVER
      }
    })
    .register(forms, { form })
}

/** Digits only: an empty text is not zero. */
export const wholeNumber = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value), { params: { reason: 'is not a whole number' } })
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .register(forms, { form: `${String(min)} to ${String(max)}` })

export const port = (min: 0 | 1): z.ZodType<number, string> => wholeNumber(min, 65_535)

export const secret = (charactersMin: number): z.ZodString =>
  z
    .string()
    .min(charactersMin)
    .register(forms, { form: `at least ${String(charactersMin)} characters` })

export const absolutePath = text('absolute path', isAbsolute, 'is not an absolute path')

export const ipAddress = text('IP address', (value) => isIP(value) !== 0, 'is not an IP address')

export const plainText = z.string().min(1).register(forms, { form: 'text' })

/** Kept as text, because clients want it so; that it can be parsed has been seen. */
export const databaseUrl = parsedBy('postgres://user:password@host:port/database', (value) => {
  parseDatabaseUrl(value)
  return value
})

export const brokers = parsedBy('host:port, several separated by commas', (value) => {
  try {
    return parseBrokers(value)
  } catch (error) {
    throw new TypeError(`is refused: ${error instanceof Error ? error.message : 'malformed'}`, {
      cause: error,
    })
  }
})

/** Keys and tokens fetched in plain text from elsewhere would let the network choose who signs. */
export const webAddress = text(
  'https, or http on the loopback',
  isLoopbackOrTls,
  'is not https, nor http on the loopback',
)

function isLoopbackOrTls(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password, hash } = new URL(address)
  if (username !== '' || password !== '' || hash !== '') return false
  // A URL's host is rewritten: 0x7f.1 has become 127.0.0.1 here, and that is what is connected to.
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}
