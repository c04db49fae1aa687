import { encodeParts, goodHeader, signParts, type Members } from '../../attacks/sign-token.ts'
import type { Bench } from '../open-bench.ts'
import { claimsOf, issuerOf, partsOf, writeGoodToken, type TokenVariant } from './token-variant.ts'

export type SpoiltRow = readonly [
  name: string,
  title: string,
  write: (bench: Bench) => string,
  more?: Partial<TokenVariant>,
]

/** What the laxest api makes nothing of. */
export const ILLEGIBLE = { isIllegible: true } as const

/** The variants of the rows: tokens of the issuer's key, or what looks like one. */
export const toVariants = (rows: readonly SpoiltRow[]): readonly TokenVariant[] =>
  rows.map(([name, title, write, more = {}]) => ({
    name,
    title: `of the issuer's key ${title}`,
    write,
    isExtra: true,
    ...more,
  }))

export const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')

/** Header and payload as texts, signed by the issuer's key. */
const texts =
  (change: (header: string, payload: string) => readonly [string, string]) =>
  (bench: Bench): string => {
    const key = issuerOf(bench)
    const [header, payload] = change(JSON.stringify(goodHeader(key)), JSON.stringify(claimsOf(bench)))
    return signParts(encodeParts(header, payload), key)
  }
export const payload = (change: (text: string) => string) => texts((header, text) => [header, change(text)])
export const header = (change: (text: string) => string) => texts((text, rest) => [change(text), rest])
export const members = (added: Members) => (bench: Bench) =>
  signParts(partsOf(bench, issuerOf(bench), added), issuerOf(bench))
export const claims = (changed: Members) => (bench: Bench) =>
  signParts(encodeParts(goodHeader(issuerOf(bench)), { ...claimsOf(bench), ...changed }), issuerOf(bench))

/** Changes a genuine token's text. @throws {Error} when it stays the same: it would be good. */
export const spelled = (change: (token: string) => string) => (bench: Bench) => {
  const good = writeGoodToken(bench)
  const token = change(good)
  if (token === good) throw new Error('This token has nothing to change')
  return token
}
