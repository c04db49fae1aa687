import type { LenientObject } from './read-lenient-json.ts'
import type { Signed } from './read-signature.ts'
import type { BrokerLaxity } from './token-edit.ts'

const MEMBERS = ['alg', 'kid', 'typ', 'x5t', 'x5t#S256']
const KID = /^[!-~]{1,128}$/

/** In which ways a header is none of ours although its algorithm and its key are right. */
export function headerLaxities(header: LenientObject): readonly BrokerLaxity[] {
  const { kid, typ } = header
  const isOurs =
    Object.keys(header).every((name) => MEMBERS.includes(name)) &&
    isKid(kid) &&
    (!('typ' in header) || typ === 'at+jwt' || typ === 'JWT') &&
    ['x5t', 'x5t#S256'].every((name) => !(name in header) || isShortText(header[name]))
  return isOurs ? [] : ['header members it does not look at']
}

/** What no header may say and be accepted: another algorithm, or the name of another key than the signer's. */
export function breachOfHeader(header: LenientObject, { by }: Signed): string | undefined {
  if (header['alg'] !== 'RS256') return 'it names another algorithm'
  return isKid(header['kid']) && header['kid'] !== by.kid ? 'it names another key' : undefined
}

const isKid = (value: unknown): value is string => typeof value === 'string' && KID.test(value)

const isShortText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && Array.from(value).length <= 128
