import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { createDatabase, type TestDatabase } from '../../system/test-support/create-database.ts'
import { createDemoTenants } from '../../system/test-support/create-demo-tenants.ts'
import { createTestIssuer, type TestIssuer } from '../../system/test-support/test-issuer.ts'
import { claimsOf } from '../../system/test-support/sign-test-token.ts'
import { addPermissivePolicy } from '../faults/add-permissive-policy.ts'
import { disableRowSecurity } from '../faults/disable-row-security.ts'
import { forgetToVerify } from '../faults/forget-to-verify.ts'
import { openSchemaToApi } from '../faults/open-schema-to-api.ts'
import { withFaults } from '../test-support/with-faults.ts'
import { openSqlSession, type SqlAnswer, type SqlSession } from '../probes/sql-session.ts'
import { sqlAttacks } from './sql-attacks.ts'

const GLOBEX = parseTenantId('globex')
const ACME = parseTenantId('acme')
let database: TestDatabase
let issuer: TestIssuer
let admin: SqlSession
let canary: string

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, [ACME, GLOBEX])
  admin = await openSqlSession(database.installerUrl)
  canary = String(
    (await admin.rows("select note from tenant_globex.customers where note <> ''"))[0]?.['note'],
  )
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

/** Runs a statement on a fresh connection of the api's login, as an attacker who has taken it. */
async function attack(statement: string): Promise<SqlAnswer> {
  const session = await openSqlSession(database.apiUrl)
  try {
    return await session.ask(statement)
  } finally {
    await session.close()
  }
}

/** A fingerprint of all that the attacker could have changed. */
async function fingerprint(): Promise<unknown> {
  const [row] = await admin.rows(`select
    (select jsonb_agg(w order by name) from tenant_globex.workflows w) as workflows,
    (select count(*) from tenant_globex.workflow_executions) as executions,
    (select md5(string_agg(c::text, ',' order by c.customer_id)) from tenant_globex.customers c) as customers,
    (select md5(string_agg(p.oid::text || coalesce(p.proacl::text, ''), ',' order by p.oid)) from pg_proc p) as grants,
    (select md5(string_agg(r::text, ',' order by r.oid)) from pg_roles r
      where r.rolname !~ '^tenant_' or r.rolname ~ '^tenant_(acme|globex)_') as roles,
    (select count(*) from pg_class) as relations, (select count(*) from pg_auth_members) as memberships`)
  return row
}

describe("free SQL on the api's login, with acme's genuine token", () => {
  test('every attack on globex: refused as listed, nothing changed, no canary seen', async () => {
    const before = await fingerprint()
    const attacks = sqlAttacks({ victim: GLOBEX, attacker: ACME, token: issuer.sign() })
    for (const { title, statement, refusedWith } of attacks) {
      const answer = await attack(statement)
      expect({ title, met: answer.ok ? undefined : answer.sqlstate }).toEqual({ title, met: refusedWith })
      expect(JSON.stringify(answer)).not.toContain(canary)
    }
    expect(attacks.length).toBeGreaterThan(50)
    expect(await fingerprint()).toEqual(before)
  })

  test("positive control: globex's own token through the same login sees globex's workflows", async () => {
    const answer = await attack(
      `select tenant_globex_api.list_workflows('${issuer.sign(claimsOf('globex'))}') as answer`,
    )
    expect(answer).toMatchObject({ ok: true })
  })
})

describe('each wall alone', () => {
  const listAsAcme = (): Promise<SqlAnswer> =>
    attack(`select tenant_globex_api.list_executions('${issuer.sign()}', '{"limit": 10}') as answer`)
  const readRows = (): Promise<SqlAnswer> => attack('select * from tenant_globex.customers')

  test('the function forgets to verify: the floor still demands an identity, 28000', async () => {
    await withFaults([forgetToVerify(admin, GLOBEX, ['list_executions'])], async () => {
      expect(await listAsAcme()).toMatchObject({ ok: false, sqlstate: '28000' })
    })
  })
  test('row security is off: nobody but the tenant reaches the table, 42501', async () => {
    await withFaults([disableRowSecurity(admin, GLOBEX)], async () => {
      expect(await readRows()).toMatchObject({ ok: false, sqlstate: '42501' })
    })
  })
  test('schema and tables granted to the login: no policy lets it in, no row', async () => {
    await withFaults([openSchemaToApi(admin, GLOBEX)], async () => {
      expect(await readRows()).toMatchObject({ ok: true, rowCount: 0 })
    })
  })
  test('a policy that is always true on top: the floor alone refuses, 28000', async () => {
    await withFaults([openSchemaToApi(admin, GLOBEX), addPermissivePolicy(admin, GLOBEX)], async () => {
      expect(await readRows()).toMatchObject({ ok: false, sqlstate: '28000' })
    })
  })
  test("the same, with acme verified in the transaction: no row of globex's", async () => {
    await withFaults([openSchemaToApi(admin, GLOBEX), addPermissivePolicy(admin, GLOBEX)], async () => {
      const answer = await attack(
        `begin; select tenant_acme_api.list_workflows('${issuer.sign()}'); select * from tenant_globex.customers`,
      )
      expect(answer).toMatchObject({ ok: true, rowCount: 0 })
    })
  })
  test('negative control: grants and row security down together: the canary leaks', async () => {
    await withFaults([openSchemaToApi(admin, GLOBEX), disableRowSecurity(admin, GLOBEX)], async () => {
      expect(JSON.stringify(await readRows())).toContain(canary)
    })
  })
  test('after healing: every wall stands again', async () => {
    expect(await listAsAcme()).toMatchObject({ ok: false, sqlstate: '28000' })
    expect(await readRows()).toMatchObject({ ok: false, sqlstate: '42501' })
  })
})
