import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { goodClaims, goodHeader, signTestParts, signTestTexts, toBase64Url } from '../sign-test-token.ts'
import { buildToken } from './build-token.ts'
import { judgeGenuine } from './judge-genuine.ts'
import { allEdits } from './plan-mutants.ts'
import { readLenientJson } from './read-lenient-json.ts'
import { readLaxities, type Reading } from './read-laxities.ts'
import { buildRandom } from './seeded-random.ts'
import { createDraft, type FuzzKey, type FuzzKeys } from './token-draft.ts'

const now = Math.floor(Date.now() / 1000)
const span = { fromMs: now * 1000, untilMs: now * 1000 + 500 }
const keys: FuzzKeys = {
  issuer: 'http://issuer.test',
  first: createKey('first'),
  others: [createKey('other')],
  unusable: [createKey('unusable')],
  stranger: createKey('stranger'),
}

test('a good token: no breach, no laxity', () => {
  expect(read(buildToken(createDraft(keys, now, 'x')))).toEqual({ breach: undefined, laxities: [] })
})

test('the modulus less the signature, twice: the genuine token again, byte by byte', () => {
  const draft = createDraft(keys, now, 'x')
  const genuine = buildToken(draft)
  const negate = edit('the modulus less it')
  negate.apply(draft, buildRandom(1))
  expect(readLaxities(buildToken(draft), keys, span).breach).toBe('no key of the issuer signed it')
  negate.apply(draft, buildRandom(1))
  expect(buildToken(draft)).toBe(genuine)
})

test.each([
  ['no key of the issuer signed it', { signer: keys.stranger }],
  ['it names another algorithm', { header: { alg: 'RS512' } }],
  ['it names another key', { header: { kid: 'other' } }],
  ['it is of another issuer', { claims: { iss: 'http://issuer.test/' } }],
  ['it is for others', { claims: { aud: ['other'] } }],
  ['it does not say when it was issued', { claims: { iat: undefined } }],
  ['it never ends', { claims: { exp: '9' } }],
  ['it is over', { claims: { exp: now - 4 } }],
  ['it has not begun', { claims: { nbf: now + 60 } }],
  ['it names no principal', { claims: { principal: ' ' } }],
])('accepted although %s: a finding, whatever was done to it', (breach, spoilt) => {
  expect(read(write(spoilt)).breach).toBe(breach)
})

test('accepted although it cannot be read: a finding', () => {
  const { first } = keys
  const token = signTestTexts({ ...first, issuer: '' }, JSON.stringify(goodHeader(first.kid)), '{"iss":')
  expect(read(token).breach).toBe('it cannot be read')
})

test.each([
  ['claims it does not ask for', { claims: { sub: '' } }],
  ['claims it does not ask for', { claims: { tenant: 'globex' } }],
  ['header members it does not look at', { header: { kid: undefined } }],
  ['its own clock tolerance and token life', { claims: { exp: now + 301 } }],
  ['longer tokens', { claims: { sub: 's', scope: 's', x: 'x'.repeat(4000) } }],
  ['keys of the issuer that are none of ours', { signer: keys.unusable[0] ?? keys.first }],
])('a token with %s: read as that alone', (laxity, spoilt) => {
  expect(read(write(spoilt))).toEqual({ breach: undefined, laxities: [laxity] })
})

test('a time that is spelled otherwise, a duplicate, padding, spaces, no NULL: each read as what it is', () => {
  const { first } = keys
  const claims = JSON.stringify(goodClaims(keys.issuer, now * 1000))
  const header = JSON.stringify(goodHeader(first.kid))
  const signer = { ...first, issuer: '' }
  const respelled = claims.replace(String(now), `${String(now)}.0`)
  expect(read(signTestTexts(signer, header, respelled)).laxities).toEqual([
    'its own clock tolerance and token life',
  ])
  const twice = claims.replace('}', ',"sub":"other"}')
  expect(read(signTestTexts(signer, header, twice)).laxities).toEqual(['laxer JSON'])
  expect(read(signTestParts(signer, `${toBase64Url(header)}=`, toBase64Url(claims))).laxities).toEqual([
    'laxer base64url',
  ])
  expect(read(`${signTestTexts(signer, header, claims)} `).laxities).toEqual(['white space round the token'])
  const draft = createDraft(keys, now, 'x')
  edit('padding: no NULL behind the identifier of the hash').apply(draft, buildRandom(1))
  expect(read(buildToken(draft)).laxities).toEqual(['a hash identifier without its NULL'])
})

test('what the broker forgives: read; what it does not: not', () => {
  const forgiven = [
    String.raw`{"a":1,"\u{41}":1}`,
    String.raw`{"a":1,"x":"\0\a"}`,
    '{"a":1,"x":-01}',
    '{"a":1,,"x":"\u007f\u0001"}',
    '{"a"::1,}',
  ]
  for (const text of forgiven) expect(readLenientJson(text)).toMatchObject({ a: 1 })
  const refused = ['{"a":1', '[{"a":1}]', '{"a":1}}', '{"a":1}x', '{"a":1}"x"', "{'a':1}", '{a:1}', '']
  for (const text of refused) expect(readLenientJson(text)).toBeUndefined()
})

test('the api accepts what is not a token of ours to the last byte: a finding', () => {
  const accepted = {
    accepted: true,
    tenant: 'acme',
    role: 'caller',
    subject: 's',
    tokenId: 'x',
    issuedAt: now,
    expiresAt: now + 120,
  } as const
  const wrongOf = (reading: Reading | undefined): string | undefined => judgeGenuine(accepted, reading)
  expect(wrongOf({ breach: undefined, laxities: [] })).toBeUndefined()
  expect(wrongOf({ breach: 'it is over', laxities: [] })).toContain('although it is over')
  expect(wrongOf({ breach: undefined, laxities: ['laxer base64url'] })).toContain('laxer base64url')
  expect(wrongOf(undefined)).toBe('nobody looked at what was accepted')
})

interface Spoilt {
  readonly signer?: FuzzKey
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
}

function write({ signer = keys.first, header = {}, claims = {} }: Spoilt): string {
  return signTestTexts(
    { ...signer, issuer: keys.issuer },
    JSON.stringify({ ...goodHeader(signer.kid), ...header }),
    JSON.stringify({ ...goodClaims(keys.issuer, now * 1000), ...claims }),
  )
}

function read(token: string): Reading {
  return readLaxities(token, keys, span)
}

function edit(name: string): (typeof allEdits)[number] {
  const found = allEdits.find((one) => one.name === name)
  if (found === undefined) throw new Error(`No edit is called ${name}`)
  return found
}

function createKey(kid: string): FuzzKey {
  return { kid, privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }
}
