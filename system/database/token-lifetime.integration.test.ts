import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyIssuerKeys } from '../control-plane/copy-issuer-keys.ts'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { openLogin } from '../test-support/open-login.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf, goodClaims, goodHeader, signTestTexts } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { provisionTenant } from './provision-tenant.ts'
import { removeTenant } from './remove-tenant.ts'

const TENANT = parseTenantId('shortlived')
let database: TestDatabase
let admin: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  await copyIssuerKeys(admin, issuer)
  await provisionTenant(admin, TENANT)
  await setStatus('active')
})
afterAll(async () => {
  await removeTenant(admin, TENANT)
  await admin.close()
  await issuer.close()
})

const LIST = 'select tenant_shortlived_api.list_workflows($1)'
const setStatus = (status: string): Promise<unknown> =>
  admin.rows('update easyflow.tenants set status = $1 where tenant_id = $2', [status, TENANT])
const tokenOf = (): string => issuer.sign(claimsOf(TENANT))
const tokenOfNextSecond = (): string => {
  const iat = Math.floor(Date.now() / 1000) + 1
  return issuer.sign({ ...claimsOf(TENANT), iat, exp: iat + 60 })
}
/** A session of the api's login, as whoever took it would use it. */
async function asApi<Result>(work: (session: Superuser) => Promise<Result>): Promise<Result> {
  const session = await openLogin(database.apiUrl)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

test('a transaction that would keep seeing a removed key: 28000, also for a token that is remembered', async () => {
  await asApi(async (session) => {
    const token = tokenOf()
    expect(await session.ask(LIST, [token])).toMatchObject({ ok: true })
    for (const level of ['repeatable read', 'serializable']) {
      await session.ask(`begin isolation level ${level}`)
      expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
      await session.ask('rollback')
    }
  })
})

test('a tenant that is half made or half removed: its own good token is refused with 28000, remembered or not', async () => {
  const remembered = tokenOf()
  await asApi(async (session) => {
    expect(await session.ask(LIST, [remembered])).toMatchObject({ ok: true })
    for (const status of ['provisioning', 'removing']) {
      await setStatus(status)
      for (const token of [remembered, tokenOf()])
        expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
    }
    await setStatus('active')
    expect(await session.ask(LIST, [remembered])).toMatchObject({ ok: true })
  })
})

test('a key is removed while a transaction is open: what it signed is refused in that transaction', async () => {
  await asApi(async (session) => {
    const token = tokenOf()
    await session.ask('begin')
    expect(await session.ask(LIST, [token])).toMatchObject({ ok: true })
    issuer.rotate({ removeOld: true })
    await copyIssuerKeys(admin, issuer)
    expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
  })
})

test('another key takes over the same kid: what the old one signed is no longer remembered', async () => {
  const old = tokenOf()
  await asApi(async (session) => {
    expect(await session.ask(LIST, [old])).toMatchObject({ ok: true })
    issuer.rotate({ removeOld: true, kid: issuer.kid })
    await copyIssuerKeys(admin, issuer)
    expect(await session.ask(LIST, [old])).toMatchObject({ sqlstate: '28000' })
    expect(await session.ask(LIST, [tokenOf()])).toMatchObject({ ok: true })
  })
})

test('the session reads backslashes in its own way: the same numbers are refused, for it and for the next borrower', async () => {
  const token = signTestTexts(
    issuer,
    JSON.stringify(goodHeader(issuer.kid)),
    JSON.stringify({ ...goodClaims(issuer.issuer), ...claimsOf(TENANT) }).replace('{', '{"x":1e5,'),
  )
  await asApi(async (session) => {
    await session.ask('set standard_conforming_strings = off')
    expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
    await session.ask('set standard_conforming_strings = on')
    expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
  })
})

test('a tenant is removed and one of the same name is made: no token from before opens it, remembered or not', async () => {
  const [remembered, unused] = [tokenOf(), tokenOf()]
  await asApi(async (session) => {
    expect(await session.ask(LIST, [remembered])).toMatchObject({ ok: true })
    await removeTenant(admin, TENANT)
    await provisionTenant(admin, TENANT)
    await setStatus('active')
    for (const token of [remembered, unused])
      expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
    expect(await session.ask(LIST, [tokenOfNextSecond()])).toMatchObject({ ok: true })
  })
})

test('expired tokens are swept by the index: a cold verification does not read all that are remembered', async () => {
  const token = tokenOfNextSecond()
  await admin.query(`insert into easyflow.remembered_tokens
    select sha256(n::text::bytea), gen_random_uuid(), 'shortlived', 'caller', now() + interval '1 hour' from generate_series(1, 20000) n;
    analyze easyflow.remembered_tokens`)
  const read = async (): Promise<number> =>
    Number(
      (
        await admin.rows(`select pg_stat_clear_snapshot(), seq_tup_read from pg_stat_all_tables
          where relid = 'easyflow.remembered_tokens'::regclass`)
      )[0]?.['seq_tup_read'],
    )
  await admin.query('begin; select pg_stat_force_next_flush(); commit')
  const before = await read()
  await admin.query('begin')
  await admin.query("select easyflow.verify($1, 'shortlived', 'caller')", [token])
  await admin.query('select pg_stat_force_next_flush()')
  await admin.query('commit')
  expect((await read()) - before).toBe(0)
  await admin.query("delete from easyflow.remembered_tokens where expires_at > now() + interval '30 minutes'")
})

test('a key that has come to its end: 28000, also for a token that is remembered', async () => {
  await asApi(async (session) => {
    const token = tokenOf()
    expect(await session.ask(LIST, [token])).toMatchObject({ ok: true })
    expect(await session.ask(LIST, [token])).toMatchObject({ ok: true })
    await admin.rows('update easyflow.issuer_keys set not_after = clock_timestamp()')
    expect(await session.ask(LIST, [token])).toMatchObject({ sqlstate: '28000' })
    await admin.rows("update easyflow.issuer_keys set not_after = 'infinity'")
    expect(await session.ask(LIST, [token])).toMatchObject({ ok: true })
  })
})
