import { readStrictJson, type StrictJsonObject } from '../../platform/tokens/read-strict-json.ts'
import { areWholeSeconds, breachOfClaims, claimLaxities, isInTime, type Span } from './claim-laxities.ts'
import { breachOfHeader, headerLaxities } from './header-laxities.ts'
import { readLenientJson, type LenientObject } from './read-lenient-json.ts'
import { readSignature, type Signed } from './read-signature.ts'
import type { BrokerLaxity } from './token-edit.ts'
import type { FuzzKeys } from './token-draft.ts'

/** What can be read from an accepted token itself, whatever was done to it. */
export interface Reading {
  /** What nobody may pass over: who signed it, by which algorithm, for whom it is, whether it is over. */
  readonly breach: string | undefined
  /** In which ways it is not a token of ours; none: it is one, byte by byte. */
  readonly laxities: readonly BrokerLaxity[]
}

/** The longest token of ours, in bytes. */
const LONGEST = 4096

/**
 * Reads a token that somebody accepted, by a lenient reader of its own: so a new way to be lax is not mistaken for
 * a listed one because the change that led to it was called so.
 *
 * @param span when it was asked about, in milliseconds since the epoch.
 */
export function readLaxities(token: string, keys: FuzzKeys, span: Span): Reading {
  const parts = token.trim().split('.')
  const [header = '', payload = '', signature = ''] = parts
  if (parts.length !== 3) return { breach: 'it has not three parts', laxities: [] }
  const published = [keys.first, ...keys.others, ...keys.unusable]
  const signed = readSignature(
    Buffer.from(`${header}.${payload}`),
    Buffer.from(signature, 'base64url'),
    published,
  )
  if (signed === undefined) return { breach: 'no key of the issuer signed it', laxities: [] }
  const [head, claims] = [readObject(header), readObject(payload)]
  if (head === undefined || claims === undefined) return { breach: 'it cannot be read', laxities: [] }
  return {
    breach: breachOfHeader(head, signed) ?? breachOfClaims(claims, keys.issuer, span),
    laxities: [
      ...formLaxities(token, parts),
      ...keyLaxities(signed, keys),
      ...headerLaxities(head),
      ...claimLaxities(claims),
      ...lax('its own clock tolerance and token life', areTimesOurs(payload, claims, span)),
    ],
  }
}

function formLaxities(token: string, parts: readonly string[]): readonly BrokerLaxity[] {
  const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part
  return [
    ...lax('longer tokens', Buffer.byteLength(token) <= LONGEST),
    ...lax('white space round the token', token.trim() === token),
    ...lax('laxer base64url', parts.every(isCanonical)),
    ...lax(
      'laxer JSON',
      parts.slice(0, 2).every((part) => readStrictly(part) !== undefined),
    ),
  ]
}

function keyLaxities({ by, hashIdentifier }: Signed, keys: FuzzKeys): readonly BrokerLaxity[] {
  return [
    ...lax('keys of the issuer that are none of ours', !keys.unusable.includes(by)),
    ...lax('a hash identifier without its NULL', hashIdentifier === 'whole'),
  ]
}

/** How a number is spelled is lost on whoever reads leniently. */
function areTimesOurs(payload: string, claims: LenientObject, span: Span): boolean {
  const strict = readStrictly(payload)
  return isInTime(claims, span) && (strict === undefined || areWholeSeconds(strict))
}

function lax(which: BrokerLaxity, isOurs: boolean): readonly BrokerLaxity[] {
  return isOurs ? [] : [which]
}

function readStrictly(part: string): StrictJsonObject | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const value = readStrictJson(decoder.decode(Buffer.from(part, 'base64url')))
    return value instanceof Map ? value : undefined
  } catch {
    return undefined
  }
}

function readObject(part: string): LenientObject | undefined {
  return readLenientJson(Buffer.from(part, 'base64url').toString())
}
