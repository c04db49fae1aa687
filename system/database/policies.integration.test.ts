import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { createDemoTenants } from '../test-support/create-demo-tenants.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'

const ACME = parseTenantId('acme')
const GLOBEX = parseTenantId('globex')
let admin: Superuser
let issuer: TestIssuer
let tables: readonly string[]

beforeAll(async () => {
  issuer = await createTestIssuer()
  const { installerUrl } = await createDatabase()
  await createDemoTenants(installerUrl, issuer, [ACME, GLOBEX])
  admin = await openSuperuser(installerUrl)
  await runOneExecution()
  // From the catalogue, so that a table that comes later is tested without anybody thinking of it.
  tables = (
    await admin.rows(
      "select oid::regclass::text as name from pg_class where relnamespace = 'tenant_globex'::regnamespace and relkind = 'r'",
    )
  ).map((row) => String(row['name']))
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

/** Leaves a row of globex's in every table that is filled by running something. */
async function runOneExecution(): Promise<void> {
  const id = randomUUID()
  const caller = issuer.sign(claimsOf('globex'))
  const worker = issuer.sign(claimsOf('globex', 'worker'))
  const request = { executionId: id, workflow: 'record-note', mode: 'balanced', input: {} }
  const outcome = { result: 1, output: 1, effect: 1, last: true, leaseMs: 1000, cpuMs: 1, elapsedMs: 1 }
  await admin.rows('set row_security = on')
  await admin.rows('select tenant_globex_api.submit($1, $2)', [caller, JSON.stringify(request)])
  await admin.rows("select tenant_globex_api.claim($1, $2, 'w', 10000)", [worker, id])
  const [row] = await admin.rows('select tenant_globex_api.complete_step($1, $2, 1, 0, $3) as answer', [
    worker,
    id,
    JSON.stringify(outcome),
  ])
  expect(row).toEqual({ answer: { status: 'COMPLETE' } })
}

type Actor = 'owner' | 'stranger' | 'nobody'

/**
 * What one command gives on a table of globex's, for somebody who already *is* globex's role and was granted
 * everything on the table: the policies alone decide. All of it is rolled back.
 */
async function act(actor: Actor, table: string, command: string): Promise<unknown> {
  const identity = { owner: 'globex', stranger: 'acme', nobody: undefined }[actor]
  await admin.rows('begin')
  try {
    await admin.rows(`grant all on ${table} to tenant_globex_caller`)
    if (identity !== undefined) {
      await admin.rows("select easyflow.verify($1, $2, 'caller')", [
        issuer.sign(claimsOf(identity)),
        identity,
      ])
    }
    await admin.rows('set local role tenant_globex_caller')
    const answer = await admin.ask(command)
    return answer.ok ? answer.rows[0]?.['n'] : answer.sqlstate
  } finally {
    await admin.rows('rollback')
  }
}

const commands = {
  reads: (table: string) => `select count(*)::int as n from ${table}`,
  inserts: (table: string) => `insert into ${table} (tenant_id) values ('globex')`,
  updates: (table: string) =>
    `with changed as (update ${table} set tenant_id = tenant_id returning 1) select count(*)::int as n from changed`,
  deletes: (table: string) =>
    `with gone as (delete from ${table} returning 1) select count(*)::int as n from gone`,
} as const

describe('on every table of globex, with every grant', () => {
  const onEveryTable = async (
    actor: Actor,
    command: keyof typeof commands,
  ): Promise<ReadonlyMap<string, unknown>> => {
    const answers = new Map<string, unknown>()
    for (const table of tables) answers.set(table, await act(actor, table, commands[command](table)))
    expect(answers.size).toBeGreaterThanOrEqual(7)
    return answers
  }
  const all = (answer: unknown): ReadonlyMap<string, unknown> =>
    new Map(tables.map((table) => [table, answer]))

  test.each(['reads', 'updates', 'deletes'] as const)('stranger %s: no row', async (command) => {
    expect(await onEveryTable('stranger', command)).toEqual(all(0))
  })
  test('stranger inserts: refused by the policy, 42501', async () => {
    expect(await onEveryTable('stranger', 'inserts')).toEqual(all('42501'))
  })
  test.each(['reads', 'inserts', 'updates', 'deletes'] as const)(
    'somebody without an identity %s: 28000',
    async (command) => {
      expect(await onEveryTable('nobody', command)).toEqual(all('28000'))
    },
  )
  test('owner reads and updates: its rows, so the tests above can fail', async () => {
    for (const command of ['reads', 'updates'] as const) {
      for (const [table, found] of await onEveryTable('owner', command))
        expect({ table, found: Number(found) > 0 }).toEqual({ table, found: true })
    }
  })
  test('owner inserts: past the policy, stopped only by what the row lacks', async () => {
    expect(await onEveryTable('owner', 'inserts')).toEqual(all('23502'))
  })
})
