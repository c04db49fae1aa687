import { goodClaims, goodHeader, signTestTexts, toBase64Url } from '../sign-test-token.ts'
import type { FuzzKey, FuzzKeys } from './token-draft.ts'

export interface SlowToken {
  readonly name: string
  /** Makes it anew, so that nobody remembers it. */
  readonly make: () => string
}

/** Bytes of JSON that fit beside a header and the signature of the largest key. */
const ROOM = 2_000

/** What a reader may be slow at, as the value of one claim: as much of it as a token has room for. */
const VALUES: readonly (readonly [name: string, value: string])[] = [
  ['empty objects', list('{}')],
  ['empty arrays', list('[]')],
  ['objects of one member', list('{"":0}')],
  ['short texts', list('""')],
  ['escaped letters', `"${fill(String.raw`\u0041`)}"`],
  ['escaped pairs', `"${fill(String.raw`\ud83d\ude00`)}"`],
  ['escaped backslashes', `"${fill('\\\\')}"`],
  ['letters of four bytes', `"${'😀'.repeat(ROOM / 4)}"`],
  ['members', `{${fillWith((at) => `"${at.toString(36)}":0`)}}`],
  ['members of one name', `{${fillWith(() => '"a":0')}}`],
  ['members that begin alike', `{${fillWith((at) => `"${'a'.repeat(60)}${String(at)}":0`)}}`],
  ['as deep as allowed', `${'['.repeat(7)}${list('0').slice(1, -1)}${']'.repeat(7)}`],
  ['objects as deep as allowed', list('{"":{"":{"":{"":{"":{}}}}}}')],
  ['brackets', '['.repeat(ROOM / 2) + ']'.repeat(ROOM / 2)],
  ['brackets that never close', '['.repeat(ROOM)],
  ['braces', '{"":'.repeat(ROOM / 5) + '0' + '}'.repeat(ROOM / 5)],
  ['a long number', fill('9')],
  ['a long fraction', `0.${fill('9')}`],
  ['zeros', `0.${fill('0')}1`],
  ['exponents', list('1e999999')],
  ['negative exponents', list('1e-99999')],
  ['numbers', list('0')],
  ['spaces', `${fill(' ')}0`],
]

/**
 * Tokens that are as dear to read as a token can be, each signed by the largest key of the issuer, and each with a
 * signature of the right length that nobody made: whoever knows the issuer's keys can write those.
 */
export function createSlowTokens(keys: FuzzKeys): readonly SlowToken[] {
  const largest = keys.others.at(-1) ?? keys.first
  return [
    ...shapesOf(largest, keys.issuer).flatMap(([name, write]) => [
      { name: `${name}, signed`, make: () => sign(largest, ...write()) },
      { name: `${name}, not signed`, make: () => leaveUnsigned(...write()) },
    ]),
    { name: 'dots', make: () => '.'.repeat(4096) },
    { name: 'letters', make: () => `${'A'.repeat(1365)}.${'A'.repeat(1364)}.${'A'.repeat(1364)}` },
  ]
}

type Write = () => readonly [header: string, payload: string]

type Shape = readonly [name: string, write: Write]

function shapesOf({ kid }: FuzzKey, issuer: string): readonly Shape[] {
  const header = JSON.stringify(goodHeader(kid))
  const claims = (): string => JSON.stringify(goodClaims(issuer))
  const inClaims = VALUES.map(([name, value]): Shape => [name, () => [header, extend(claims(), value)]])
  const inHeader = VALUES.map(([name, value]): Shape => [
    `${name} in the header`,
    () => [extend(header, value), claims()],
  ])
  return [
    ['a good one', () => [header, claims()]],
    ['a long kid', () => [JSON.stringify(goodHeader('k'.repeat(ROOM))), claims()]],
    ...inClaims,
    ...inHeader,
  ]
}

const extend = (object: string, value: string): string => `${object.slice(0, -1)},"x":${value}}`

function sign({ kid, privateKey }: FuzzKey, header: string, payload: string): string {
  return signTestTexts({ issuer: '', kid, privateKey }, header, payload)
}

function leaveUnsigned(header: string, payload: string): string {
  return [header, payload, Buffer.alloc(512, 0x5a)].map(toBase64Url).join('.')
}

function fill(text: string): string {
  return text.repeat(Math.floor(ROOM / text.length))
}

function list(item: string): string {
  return `[${fill(`${item},`).slice(0, -1)}]`
}

function fillWith(write: (at: number) => string): string {
  let text = write(0)
  for (let at = 1; text.length < ROOM; at += 1) text += `,${write(at)}`
  return text
}
