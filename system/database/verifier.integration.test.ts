import { createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { eventually } from '../test-support/eventually.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { createTokenCases } from '../test-support/token-cases.ts'

let database: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await openSuperuser((await createDatabase()).installerUrl)
  await copyIssuerKeys(database, issuer)
  // Tokens are remembered for tenants that there are.
  await database.query("insert into easyflow.tenants (tenant_id, status) values ('acme', 'active')")
})
afterAll(async () => {
  await database.close()
  await issuer.close()
})

describe('signature', () => {
  // RFC 7515, appendix A.2: the standard's own RS256 example.
  const example = {
    signed:
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
    signature:
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
    modulus:
      'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  }
  const verify = async (
    change: Partial<typeof example> & { modulusBytes?: number } = {},
  ): Promise<unknown> => {
    const { signed, signature, modulus, modulusBytes } = { modulusBytes: 256, ...example, ...change }
    const [row] = await database.rows(
      `select easyflow.rs256_is_valid(convert_to($1, 'UTF8'), decode($2, 'hex'), ('0x' || $3)::numeric, $4) as valid`,
      [signed, toHex(signature), toHex(modulus), modulusBytes],
    )
    return row?.['valid']
  }

  test("the standard's own example: valid", async () => {
    expect(await verify()).toBe(true)
  })
  test('one altered letter of what was signed: not valid', async () => {
    expect(await verify({ signed: example.signed.replace('eyJpc3MiOiJqb2Ui', 'eyJpc3MiOiJqb2Uj') })).toBe(
      false,
    )
  })
  test('one altered bit of the signature: not valid', async () => {
    expect(await verify({ signature: example.signature.replace(/w$/, 'g') })).toBe(false)
  })
  test('the signature plus the modulus, the same number to a careless verifier: 28000', async () => {
    const modulus = BigInt(
      `0x${toHex(String(createPublicKey(issuer.privateKey).export({ format: 'jwk' }).n))}`,
    )
    const limit = 2n ** 2048n
    // About every third signature is small enough for the sum to fit into the same number of bytes.
    const [header, payload, sum] = await eventually(
      'a small signature',
      async () => {
        const [h, p, signature] = issuer.sign().split('.')
        const number = BigInt(`0x${toHex(String(signature))}`) + modulus
        return number < limit ? ([h, p, number] as const) : undefined
      },
      { withinMs: 10_000, everyMs: 1 },
    )
    const signature = Buffer.from(sum.toString(16).padStart(512, '0'), 'hex').toString('base64url')
    expect(
      await database.ask('select easyflow.check_token($1)', [`${header}.${payload}.${signature}`]),
    ).toEqual({
      ok: false,
      sqlstate: '28000',
    })
  })
  test('a signature that is too short for its key: not valid', async () => {
    expect(await verify({ signature: example.signature.slice(0, -4) })).toBe(false)
  })
})

describe('token', () => {
  const check = async (token: string | null): Promise<string> => {
    const answer = await database.ask('select (easyflow.check_token($1)).tenant_id', [token])
    return answer.ok ? 'accepted' : answer.sqlstate
  }

  test('every token of the table the api is tested with: the same answer, every refusal 28000', async () => {
    const cases = createTokenCases(issuer)
    const answers: (readonly [string, string])[] = []
    for (const { title, token } of cases) answers.push([title, await check(token)])
    expect(answers).toEqual(cases.map(({ title, accepted }) => [title, accepted ? 'accepted' : '28000']))
    expect(cases.filter((one) => one.accepted).length).toBeGreaterThan(5)
  })
  test('4 KB of empty objects that nobody signed: refused without a look at one of them', async () => {
    const count = async (token: string): Promise<number> => {
      // The list of what was called in this transaction outlives the refusal inside it.
      await database.query("begin; set local track_functions = 'all'")
      await database.rows(`do $do$ begin
        perform easyflow.check_token('${token}');
      exception when invalid_authorization_specification then null; end $do$`)
      const rows = await database.rows(
        "select calls from pg_stat_xact_user_functions where funcname = 'require_strict_json'",
      )
      await database.query('rollback')
      return Number(rows[0]?.['calls'] ?? 0)
    }
    const signed = issuer.sign({ x: Array.from({ length: 800 }, () => ({})) })
    const forged = signed.replace(/[^.]+$/, 'A'.repeat(342))
    expect(signed.length).toBeGreaterThan(3500)
    expect(await count(forged)).toBe(0)
    expect(await count(issuer.sign({}, { kid: 'nobody', x: Array.from({ length: 800 }, () => ({})) }))).toBe(
      0,
    )
    expect(await count(signed)).toBeGreaterThan(800)
  })
  test('no token at all: 28000', async () => {
    expect(await check(null)).toBe('28000')
  })
  test('a token of 4,097 bytes: 28000', async () => {
    expect(await check('a'.repeat(4097))).toBe('28000')
  })
  test('a token of an issuer that the database knows no key of: 28000', async () => {
    expect(await check(issuer.sign({ iss: 'http://127.0.0.1:1' }))).toBe('28000')
  })
})

describe('identity', () => {
  const verifyIn = (transaction: string, token: string): Promise<string> =>
    database
      .ask(`${transaction}; select easyflow.verify('${token}', 'acme', 'caller'); commit`)
      .then(async (answer) => {
        if (!answer.ok) await database.ask('rollback')
        return answer.ok ? 'verified' : answer.sqlstate
      })

  test('a remembered token: still refused for another tenant and for another role', async () => {
    const token = issuer.sign()
    expect(await verifyIn('begin', token)).toBe('verified')
    expect(await verifyIn('begin', token)).toBe('verified')
    for (const claim of ["'globex', 'caller'", "'acme', 'worker'"]) {
      expect(await database.ask(`select easyflow.verify($1, ${claim})`, [token])).toMatchObject({
        sqlstate: '28000',
      })
    }
  })
  test('in a read-only transaction: verified, and not remembered', async () => {
    const before = await countRemembered()
    expect(await verifyIn('begin read only', issuer.sign())).toBe('verified')
    expect(await countRemembered()).toBe(before)
  })
  test('a key is removed: the token it signed is refused at once, although it was remembered', async () => {
    const token = issuer.sign()
    expect(await verifyIn('begin', token)).toBe('verified')
    issuer.rotate({ removeOld: true })
    await copyIssuerKeys(database, issuer)
    expect(await verifyIn('begin', token)).toBe('28000')
    expect(await verifyIn('begin', issuer.sign())).toBe('verified')
  })
  test('an identity that a client writes itself, repeats in another transaction, or lacks: 28000', async () => {
    const token = issuer.sign()
    // One message of several statements, since all of it has to share a transaction.
    const seen = await database.ask(`begin; select easyflow.verify('${token}', 'acme', 'caller');
      select current_setting('easyflow.identity') as identity`)
    const identity = seen.ok ? String(seen.rows[0]?.['identity']) : ''
    expect(await database.rows('select easyflow.current_tenant() as tenant')).toEqual([{ tenant: 'acme' }])
    await database.rows('commit')
    expect(identity).toMatch(/^acme\|caller\|[0-9a-f]{64}$/)
    for (const forged of ['', identity, identity.replace('acme', 'globex'), 'globex|caller|00']) {
      expect(
        await database.ask(
          `begin; select set_config('easyflow.identity', '${forged}', false); select easyflow.current_tenant()`,
        ),
      ).toMatchObject({ ok: false, sqlstate: '28000' })
      await database.ask('rollback')
    }
  })
  test('a worker token where a worker is asked for: verified', async () => {
    const token = issuer.sign(claimsOf('acme', 'worker'))
    expect(await database.ask("select easyflow.verify($1, 'acme', 'worker')", [token])).toMatchObject({
      ok: true,
    })
  })

  const countRemembered = async (): Promise<unknown> =>
    (await database.rows('select count(*)::int as n from easyflow.remembered_tokens'))[0]?.['n']
})

function toHex(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('hex')
}
