import { constants, createHmac, createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { buildApiJudge, type AskApi } from '../test-support/token-fuzz/build-api-judge.ts'

const CLAIMS =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'

/** RFC 7515, appendix A: the standard's own examples, each with the check that this is a faithful copy. */
const examples = [
  {
    title: 'A.1, HS256',
    token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
    isGenuine: (input: string, signature: Buffer) => {
      const key = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'
      return createHmac('sha256', Buffer.from(key, 'base64url')).update(input).digest().equals(signature)
    },
  },
  {
    title: 'A.2, RS256',
    token: `eyJhbGciOiJSUzI1NiJ9.${CLAIMS}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
    isGenuine: (input: string, signature: Buffer) =>
      verify(
        'sha256',
        Buffer.from(input),
        { key: rsaKey(), padding: constants.RSA_PKCS1_PADDING },
        signature,
      ),
  },
  {
    title: 'A.3, ES256',
    token: `eyJhbGciOiJFUzI1NiJ9.${CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
    isGenuine: (input: string, signature: Buffer) =>
      verifyOnCurve('sha256', input, signature, {
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      }),
  },
  {
    title: 'A.4, ES512',
    token:
      'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
    isGenuine: (input: string, signature: Buffer) =>
      verifyOnCurve('sha512', input, signature, {
        crv: 'P-521',
        x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
        y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
      }),
  },
  {
    title: 'A.5, none',
    token: `eyJhbGciOiJub25lIn0.${CLAIMS}.`,
    isGenuine: (_: string, signature: Buffer) => signature.length === 0,
  },
]

let database: Superuser
let issuer: TestIssuer
let askApi: AskApi

beforeAll(async () => {
  issuer = await createTestIssuer()
  issuer.publish([{ ...rsaKey().export({ format: 'jwk' }), kid: 'rfc7515' }])
  database = await openSuperuser((await createDatabase()).installerUrl)
  await copyIssuerKeys(database, issuer)
  askApi = buildApiJudge(issuer)
})
afterAll(async () => {
  await database.close()
  await issuer.close()
})

describe.each(examples)('RFC 7515, $title', ({ token, isGenuine, title }) => {
  const [header = '', payload = '', encoded = ''] = token.split('.')
  const signature = Buffer.from(encoded, 'base64url')

  test('the copy: its signature is what the standard says it is', () => {
    expect(isGenuine(`${header}.${payload}`, signature)).toBe(true)
  })
  test('as a token: refused by api and database, with 28000', async () => {
    const now = Date.now()
    expect((await askApi(token, now, now))?.verdict).toEqual({ accepted: false })
    expect(await database.ask('select easyflow.check_token($1)', [token])).toEqual({
      ok: false,
      sqlstate: '28000',
    })
  })
  test('its signature alone, with the key of A.2: valid to the database when it is that of A.2', async () => {
    const modulus = Buffer.from(String(rsaKey().export({ format: 'jwk' }).n), 'base64url').toString('hex')
    const [row] = await database.rows(
      "select easyflow.rs256_is_valid(convert_to($1, 'UTF8'), $2, ('0x' || $3)::numeric, 256) as valid",
      [`${header}.${payload}`, signature, modulus],
    )
    expect(row?.['valid']).toBe(title.startsWith('A.2'))
  })
})

function rsaKey(): ReturnType<typeof createPublicKey> {
  const n =
    'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ'
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
}

function verifyOnCurve(
  name: string,
  input: string,
  signature: Buffer,
  point: { readonly crv: string; readonly x: string; readonly y: string },
): boolean {
  const key = createPublicKey({ key: { kty: 'EC', ...point }, format: 'jwk' })
  return verify(name, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }, signature)
}
