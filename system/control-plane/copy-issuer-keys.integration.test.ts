import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { copyIssuerKeys } from './copy-issuer-keys.ts'

let admin: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  admin = await openSuperuser((await createDatabase()).installerUrl)
  issuer = await createTestIssuer()
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

const kids = async (): Promise<unknown> =>
  (await admin.rows('select kid from easyflow.issuer_keys order by added_at')).map((row) => row['kid'])
const jwkOf = (options: { modulusLength: number; publicExponent?: number }): Record<string, unknown> => ({
  ...createPublicKey(generateKeyPairSync('rsa', options).privateKey).export({ format: 'jwk' }),
  alg: 'RS256',
  use: 'sig',
})

test('a key is added and the old one kept, then removed: the database knows exactly what the JWKS shows', async () => {
  const old = issuer.kid
  await copyIssuerKeys(admin, issuer)
  expect(await kids()).toEqual([old])
  issuer.rotate()
  await copyIssuerKeys(admin, issuer)
  expect(await kids()).toEqual([old, issuer.kid])
  issuer.rotate({ removeOld: true })
  await copyIssuerKeys(admin, issuer)
  expect(await kids()).toEqual([issuer.kid])
})

test.each(['error', 'garbage'] as const)(
  'the JWKS answers with %s: ERR_ISSUER_UNAVAILABLE, and no key is lost',
  async (how) => {
    await copyIssuerKeys(admin, issuer)
    issuer.answer(how)
    await expect(copyIssuerKeys(admin, issuer)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
    issuer.answer('keys')
    expect(await kids()).toEqual([issuer.kid])
  },
)

test('keys that are too short, of another exponent, for encryption, symmetric, or without a kid: not copied', async () => {
  const good = issuer.jwks().keys
  issuer.publish([
    ...good,
    { ...jwkOf({ modulusLength: 1024 }), kid: 'short' },
    { ...jwkOf({ modulusLength: 2048, publicExponent: 3 }), kid: 'exponent' },
    { ...jwkOf({ modulusLength: 2048 }), kid: 'encryption', use: 'enc' },
    { ...jwkOf({ modulusLength: 2048 }), kid: 'other', alg: 'RS512' },
    { kty: 'oct', k: 'AAAA', kid: 'symmetric', alg: 'HS256' },
    jwkOf({ modulusLength: 2048 }),
  ])
  await copyIssuerKeys(admin, issuer)
  expect(await kids()).toEqual([issuer.kid])
  issuer.publish([{ ...jwkOf({ modulusLength: 1024 }), kid: 'short' }])
  await expect(copyIssuerKeys(admin, issuer)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
  expect(await kids()).toEqual([issuer.kid])
})
