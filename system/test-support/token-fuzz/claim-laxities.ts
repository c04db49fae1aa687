import type { StrictJsonObject } from '../../platform/tokens/read-strict-json.ts'
import type { LenientObject } from './read-lenient-json.ts'
import type { BrokerLaxity } from './token-edit.ts'

/** Milliseconds since the epoch: from before anybody was asked until the last answer was there. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** The broker's tolerance, in seconds, and one more: it counts whole ones. */
const TOLERANCE = 3
const SECONDS = /^(?:0|[1-9][0-9]{0,14})$/
const LONGEST: readonly (readonly [string, number])[] = [
  ['iss', 1000],
  ['sub', 255],
  ['jti', 255],
  ['scope', 1000],
]

/** In which ways claims are none of ours, times apart. */
export function claimLaxities(claims: LenientObject): readonly BrokerLaxity[] {
  const { tenant, role } = claims
  const isOurs =
    LONGEST.every(([name, longest]) => isText(claims[name], longest)) &&
    claims['aud'] === 'easyflow' &&
    typeof tenant === 'string' &&
    /^[a-z][a-z0-9]{0,30}$/.test(tenant) &&
    (role === 'caller' || role === 'worker') &&
    claims['principal'] === `tenant:${tenant}:${role}`
  return isOurs ? [] : ['claims it does not ask for']
}

/** Whether its times are within our bounds throughout the span. */
export function isInTime({ iat, exp, nbf }: LenientObject, { fromMs, untilMs }: Span): boolean {
  return (
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    (nbf === undefined || (typeof nbf === 'number' && nbf <= fromMs / 1000)) &&
    exp > untilMs / 1000 &&
    exp > iat &&
    exp - iat <= 300 &&
    iat <= fromMs / 1000 + 2
  )
}

/** Whether the times are spelled as whole seconds. */
export function areWholeSeconds(claims: StrictJsonObject): boolean {
  return ['iat', 'exp', 'nbf'].every((name) => {
    const value = claims.get(name)
    if (value === undefined) return true
    return typeof value === 'object' && value !== null && 'digits' in value && SECONDS.test(value.digits)
  })
}

/** What no claims may say and be accepted, by whoever is asked. */
export function breachOfClaims(
  claims: LenientObject,
  issuer: string,
  { fromMs, untilMs }: Span,
): string | undefined {
  const { iss, aud, iat, exp, nbf, principal } = claims
  if (iss !== issuer) return 'it is of another issuer'
  if (aud !== 'easyflow' && !(Array.isArray(aud) && aud.includes('easyflow'))) return 'it is for others'
  if (typeof iat !== 'number') return 'it does not say when it was issued'
  if (typeof exp !== 'number') return 'it never ends'
  if (exp + TOLERANCE < fromMs / 1000) return 'it is over'
  if (typeof nbf === 'number' && nbf - TOLERANCE > untilMs / 1000) return 'it has not begun'
  return typeof principal === 'string' && principal.trim() !== '' ? undefined : 'it names no principal'
}

const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value !== '' && Array.from(value).length <= longest
