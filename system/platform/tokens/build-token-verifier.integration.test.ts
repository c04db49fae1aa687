import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { createTestIssuer, type TestIssuer } from '../../test-support/test-issuer.ts'
import { signTestToken } from '../../test-support/sign-test-token.ts'
import { createTokenCases } from '../../test-support/token-cases.ts'
import { loadSigningKeys } from './load-signing-keys.ts'
import { buildTokenVerifier, type TokenVerifierOptions, type VerifyToken } from './build-token-verifier.ts'

const issuer = await createTestIssuer()
const cases = createTokenCases(issuer)

test('the table of tokens: every one of them as the grammar says, and the titles differ', async () => {
  const verify = verifierOf(issuer, { unknownKidPauseMs: 1 })
  const answers = await Promise.all(
    cases.map(async ({ title, token }) => ({ title, accepted: (await codeOf(verify(token))) === undefined })),
  )
  expect(answers).toEqual(cases.map(({ title, accepted }) => ({ title, accepted })))
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length)
  expect(cases.filter(({ accepted }) => !accepted).length).toBeGreaterThan(200)
  await issuer.close()
})

test('a good token: its claims and the very token', async () => {
  const issuer = await openIssuer()
  const token = issuer.sign({ sub: 'me', extra: 'is not passed on' })
  const { claims, token: passedOn } = await verifierOf(issuer)(token)
  expect(passedOn).toBe(token)
  expect(claims).toMatchObject({ sub: 'me', tenant: 'acme', role: 'caller', principal: 'tenant:acme:caller' })
  expect(claims).not.toHaveProperty('extra')
})

test('jku and x5u pointing at a server of the attacker: refused, and the server is never asked', async () => {
  const issuer = await openIssuer()
  let visits = 0
  const attacker = createServer((_request, response) => {
    visits += 1
    response.end('{"keys":[]}')
  })
  attacker.listen(0, '127.0.0.1')
  await once(attacker, 'listening')
  onTestFinished(() => void attacker.close())
  const address = attacker.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}/jwks`
  const verify = verifierOf(issuer)
  for (const member of ['jku', 'x5u']) {
    expect(await codeOf(verify(issuer.sign({}, { [member]: url })))).toBe('ERR_TOKEN_INVALID')
  }
  // The positive control: the counter does count.
  await fetch(url)
  expect(visits).toBe(1)
})

test('an expired token: says so only when it was good once', async () => {
  const issuer = await openIssuer()
  const verify = verifierOf(issuer)
  const past = { iat: nowSeconds() - 200, exp: nowSeconds() - 80 }
  expect(await codeOf(verify(issuer.sign(past)))).toBe('ERR_TOKEN_EXPIRED')
  const forged = issuer.sign(past).replace(/\.[^.]+$/, `.${'A'.repeat(342)}`)
  expect(await codeOf(verify(forged))).toBe('ERR_TOKEN_INVALID')
})

test('a remembered token: refused from the second in which it expires', async () => {
  const issuer = await openIssuer()
  let skewMs = 0
  const verify = verifierOf(issuer, { now: () => Date.now() + skewMs })
  const token = issuer.sign()
  expect(await codeOf(verify(token))).toBeUndefined()
  skewMs = 121_000
  expect(await codeOf(verify(token))).toBe('ERR_TOKEN_EXPIRED')
})

test('a token of a new key: accepted at once, for the unknown kid asks the issuer again', async () => {
  const issuer = await openIssuer()
  const verify = verifierOf(issuer)
  const before = issuer.sign()
  await verify(before)
  issuer.rotate()
  expect(await codeOf(verify(issuer.sign()))).toBeUndefined()
  expect(await codeOf(verify(before))).toBeUndefined()
})

test('a hundred unknown kids at once: one more fetch, not a hundred', async () => {
  const issuer = await openIssuer()
  const verify = verifierOf(issuer, { unknownKidPauseMs: 50 })
  await verify(issuer.sign())
  const before = issuer.requests()
  const codes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => codeOf(verify(issuer.sign({}, { kid: `unknown-${index}` })))),
  )
  expect(new Set(codes)).toEqual(new Set(['ERR_TOKEN_INVALID']))
  expect(issuer.requests() - before).toBe(1)
})

test('an emergency removal: a remembered token of that key is refused after two refresh times', async () => {
  const issuer = await openIssuer()
  let skewMs = 0
  const verify = verifierOf(issuer, { now: () => Date.now() + skewMs })
  const token = issuer.sign()
  await verify(token)
  issuer.rotate({ removeOld: true })
  skewMs = 2000
  expect(await codeOf(verify(token))).toBe('ERR_TOKEN_INVALID')
})

test('another key under the same kid: tokens of the old one are refused, remembered or not', async () => {
  const issuer = await openIssuer()
  let skewMs = 0
  const verify = verifierOf(issuer, { now: () => Date.now() + skewMs })
  const oldKid = issuer.kid
  const token = issuer.sign()
  await verify(token)
  issuer.rotate({ removeOld: true, kid: oldKid })
  skewMs = 2000
  expect(await codeOf(verify(token))).toBe('ERR_TOKEN_INVALID')
  expect(await codeOf(verify(issuer.sign()))).toBeUndefined()
})

test.each(['error', 'garbage'] as const)(
  'an issuer that answers with %s: its last keys count for a minute, then nobody passes',
  async (how) => {
    const issuer = await openIssuer()
    let skewMs = 0
    const failures: string[] = []
    const verify = verifierOf(issuer, {
      now: () => Date.now() + skewMs,
      onRefreshFailure: (reason) => failures.push(reason),
    })
    const token = issuer.sign()
    await verify(token)
    issuer.answer(how)
    skewMs = 50_000
    expect(await codeOf(verify(token))).toBeUndefined()
    expect(failures).toHaveLength(1)
    skewMs = 61_000
    expect(await codeOf(verify(token))).toBe('ERR_ISSUER_UNAVAILABLE')
    issuer.answer('keys')
    skewMs = 64_000
    expect(await codeOf(verify(token))).toBeUndefined()
  },
)

test.each([
  ['of 2047 bits', { first: 0x7f }],
  ['that is even', { last: 0xfe }],
  ['with a zero byte before it', { before: [0] }],
])('a modulus %s in the JWKS: passed over, and the good key beside it is used', async (_, change) => {
  const issuer = await openIssuer()
  const [key] = issuer.jwks().keys
  const modulus = Buffer.from(String(key?.['n']), 'base64url')
  if ('first' in change) modulus.writeUInt8(change.first ?? 0, 0)
  if ('last' in change) modulus.writeUInt8(modulus.readUInt8(255) & (change.last ?? 0), 255)
  const bytes = Buffer.concat([Buffer.from(('before' in change && change.before) || []), modulus])
  issuer.publish([{ ...key, n: bytes.toString('base64url'), kid: 'odd' }, { ...key }])
  expect([...(await loadSigningKeys(issuer.jwksUrl, 2000)).keys()]).toEqual([issuer.kid])
})

test.each([
  ['encrypt', []],
  ['verify', ['taken']],
])('a key whose key_ops is %s: taken when it may verify', async (use, kids) => {
  const issuer = await openIssuer()
  const [key] = issuer.jwks().keys
  issuer.publish([{ ...key, kid: 'taken', key_ops: [use] }])
  expect([...(await loadSigningKeys(issuer.jwksUrl, 2000)).keys()]).toEqual(kids)
})

test('a private key, a short key and a kid that is there twice in the JWKS: none of them is used', async () => {
  const issuer = await openIssuer()
  const [key] = issuer.jwks().keys
  issuer.publish([
    { ...key, n: 'AQAB' },
    { ...key, kty: 'EC' },
    { ...key, alg: 'RS512' },
  ])
  expect(await codeOf(verifierOf(issuer)(issuer.sign()))).toBe('ERR_TOKEN_INVALID')
  issuer.publish([{ ...key }, { ...key }])
  expect(await codeOf(verifierOf(issuer)(issuer.sign()))).toBe('ERR_TOKEN_INVALID')
  issuer.publish([{ ...key }])
  expect(await codeOf(verifierOf(issuer)(signTestToken(issuer)))).toBeUndefined()
})

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

async function openIssuer(): Promise<TestIssuer> {
  const issuer = await createTestIssuer()
  onTestFinished(() => issuer.close())
  return issuer
}

function verifierOf(issuer: TestIssuer, options: Partial<TokenVerifierOptions> = {}): VerifyToken {
  return buildTokenVerifier({ issuer: issuer.issuer, jwksUrl: issuer.jwksUrl, now: Date.now, ...options })
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof EasyFlowError) return error.code
    throw error
  }
}
