import {
  constants,
  createPrivateKey,
  createPublicKey,
  hash,
  privateDecrypt,
  publicEncrypt,
  verify,
  type KeyObject,
} from 'node:crypto'
import { importJWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { loadSigningKeys } from '../platform/tokens/load-signing-keys.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { goodClaims, goodHeader, toBase64Url } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { buildApiJudge } from '../test-support/token-fuzz/build-api-judge.ts'
import { loadCases, type JwsGroup, type RsaGroup } from '../test-support/wycheproof/load-cases.ts'

const { jws, rsa } = loadCases()
const ofExponent = (exponent: string): readonly RsaGroup[] =>
  rsa.filter((group) => group.exponent === exponent)
let database: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await openSuperuser((await createDatabase()).installerUrl)
})
afterAll(async () => {
  await database.close()
  await issuer.close()
})

test('RSA signatures, exponent 65537: database, OpenSSL, WebCrypto and the expected result are the same', async () => {
  const rows: unknown[] = []
  for (const group of ofExponent('010001')) {
    const fromDatabase = await askDatabase(group)
    const key = publicKeyOf(group)
    const webKey = await importJWK({ ...key.export({ format: 'jwk' }) }, 'RS256')
    if (webKey instanceof Uint8Array) throw new TypeError('An RSA key is not a secret')
    for (const [at, { tcId, comment, msg, sig, result }] of group.tests.entries()) {
      const [message, signature] = [Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')]
      const answers = [
        fromDatabase[at],
        verify('sha256', message, { key, padding: constants.RSA_PKCS1_PADDING }, signature),
        await crypto.subtle.verify('RSASSA-PKCS1-v1_5', webKey, signature, message),
      ]
      // "Acceptable" is one case a size: the identifier of the hash without its NULL. RFC 8017 wants it there.
      const expected = result === 'valid'
      if (answers.some((answer) => answer !== expected))
        rows.push([group.bits, tcId, comment, result, answers])
    }
  }
  expect(rows).toEqual([])
  expect(countOf(ofExponent('010001'))).toEqual({ 2048: 257, 3072: 258, 4096: 258 })
})

test('RSA signatures, exponent 3: the key is taken by neither reader, and no signature of it is valid', async () => {
  const groups = ofExponent('03')
  const keys = groups.map((group, at) => ({
    ...publicKeyOf(group).export({ format: 'jwk' }),
    kid: `e3-${String(at)}`,
  }))
  issuer.publish(keys)
  expect([...(await loadSigningKeys(issuer.jwksUrl, 2000)).keys()]).toEqual([])
  for (const group of groups) {
    expect(new Set(await askDatabase(group))).toEqual(new Set([false]))
  }
  expect(groups.flatMap(({ tests }) => tests).filter(({ result }) => result === 'valid')).not.toEqual([])
})

test('JSON Web Signatures as they are: api and database refuse every one, the valid ones too, for they carry no claims', async () => {
  const rows: unknown[] = []
  for (const group of jws) {
    const ask = await publish(group.publicKey)
    for (const { tcId, jws: token } of group.tests) {
      const { api, sqlstate } = await ask(token)
      if (api || sqlstate !== '28000') rows.push([tcId, api, sqlstate])
    }
  }
  expect(rows).toEqual([])
})

test('JSON Web Signatures, each padding and each damage put on a good token: as expected, by api and database', async () => {
  const rows: unknown[] = []
  const seen = { accepted: 0, moved: 0, asIs: 0 }
  for (const group of jws.filter(isRs256)) {
    const ask = await publish(group.publicKey)
    for (const { tcId, comment, jws: token, result } of group.tests) {
      const { token: moved, isSignatureMoved } = moveOnto(group, token)
      seen[isSignatureMoved ? 'moved' : 'asIs'] += 1
      const { api, sqlstate } = await ask(moved)
      const expected = result === 'valid'
      seen.accepted += Number(api)
      if (api !== expected || (sqlstate === undefined) !== expected)
        rows.push([tcId, comment, result, api, sqlstate])
    }
  }
  expect(rows).toEqual([])
  expect(seen).toEqual({ accepted: 8, moved: 205, asIs: 28 })
})

test.each(['use', 'key_ops'])(
  'a key that its %s keeps for encryption: neither reader takes it',
  async (member) => {
    const [group] = jws.filter(
      ({ comment, publicKey }) => comment === 'rsa_encryption' && member in publicKey,
    )
    issuer.publish([{ ...group?.publicKey }])
    expect([...(await loadSigningKeys(issuer.jwksUrl, 2000)).keys()]).toEqual([])
  },
)

/** What the database says of every signature of a group, its exponent left aside. */
async function askDatabase({ modulus, bits, tests }: RsaGroup): Promise<readonly unknown[]> {
  const rows = await database.rows(
    `select easyflow.rs256_is_valid(decode(msg, 'hex'), decode(sig, 'hex'), ('0x' || $3)::numeric, $4) as valid
     from unnest($1::text[], $2::text[]) with ordinality as asked(msg, sig, place) order by place`,
    [tests.map(({ msg }) => msg), tests.map(({ sig }) => sig), modulus, bits / 8],
  )
  return rows.map((row) => row['valid'])
}

/** Makes it the issuer's key, beside one that nothing here is signed with; then asks api and database. */
async function publish(
  publicKey: JwsGroup['publicKey'],
): Promise<(token: string) => Promise<{ api: boolean | undefined; sqlstate: string | undefined }>> {
  const spare = { ...publicKeyOf(rsa[0]).export({ format: 'jwk' }), kid: 'spare' }
  issuer.publish([publicKey, spare])
  await copyIssuerKeys(database, issuer)
  const askApi = buildApiJudge(issuer)
  return async (token) => {
    const now = Date.now()
    const answer = await database.ask('select easyflow.check_token($1)', [token])
    return {
      api: (await askApi(token, now, now))?.verdict.accepted,
      sqlstate: answer.ok ? undefined : answer.sqlstate,
    }
  }
}

/**
 * Puts what is odd about a case's signature on claims and header of ours. What it signs, padding and all, is
 * opened with the public key, the hash in it replaced, and closed again with the private key, which the project
 * publishes. What holds no hash that could be replaced is put on as it is.
 */
function moveOnto(
  group: JwsGroup,
  jws: string,
): { readonly token: string; readonly isSignatureMoved: boolean } {
  const [header = '', payload = '', encoded = ''] = jws.split('.')
  const kid = String(group.publicKey['kid'])
  const input = `${toBase64Url(JSON.stringify(goodHeader(kid)))}.${toBase64Url(JSON.stringify(goodClaims(issuer.issuer)))}`
  const signature = Buffer.from(encoded, 'base64url')
  const key = createPrivateKey({ key: group.privateKey, format: 'jwk' })
  const encodedMessage = openSignature(createPublicKey(key), signature)
  for (const name of ['sha256', 'sha1', 'sha224', 'sha384', 'sha512', 'md5']) {
    for (const signed of [`${header}.${payload}`, payload]) {
      const old = hash(name, signed, 'buffer')
      const at = encodedMessage?.indexOf(old) ?? -1
      if (encodedMessage === undefined || at === -1) continue
      hash(name, input, 'buffer').copy(encodedMessage, at)
      const closed = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encodedMessage)
      return { token: `${input}.${toBase64Url(closed)}`, isSignatureMoved: true }
    }
  }
  return { token: `${input}.${encoded}`, isSignatureMoved: false }
}

function openSignature(key: KeyObject, signature: Buffer): Buffer | undefined {
  if (signature.length * 8 !== key.asymmetricKeyDetails?.modulusLength) return undefined
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
}

function isRs256({ publicKey, comment }: JwsGroup): boolean {
  return publicKey['alg'] === 'RS256' && comment !== 'rsa_encryption'
}

function publicKeyOf(group: RsaGroup | undefined): KeyObject {
  const base64url = (hex = ''): string => Buffer.from(hex, 'hex').toString('base64url')
  const key = { kty: 'RSA', n: base64url(group?.modulus), e: base64url(group?.exponent) }
  return createPublicKey({ key, format: 'jwk' })
}

function countOf(groups: readonly RsaGroup[]): Readonly<Record<string, number>> {
  return Object.fromEntries(groups.map(({ bits, tests }) => [bits, tests.length]))
}
