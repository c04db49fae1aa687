import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { createDemoTenants } from '../test-support/create-demo-tenants.ts'
import { openLogin } from '../test-support/open-login.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { removeTenant } from './remove-tenant.ts'

const TENANT = parseTenantId('bounded')
let database: TestDatabase
let admin: Superuser
let api: Superuser
let worker: Superuser
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, [TENANT])
  admin = await openSuperuser(database.installerUrl)
  api = await openLogin(database.apiUrl)
  worker = await openLogin(database.workerUrl)
})
afterAll(async () => {
  await Promise.all([api.close(), worker.close()])
  await removeTenant(admin, TENANT)
  await admin.close()
  await issuer.close()
})

interface Page {
  readonly items: readonly { readonly executionId: string }[]
  readonly next: unknown
}
type Answer = Awaited<ReturnType<Superuser['ask']>>
const call = (
  session: Superuser,
  role: 'caller' | 'worker',
  name: string,
  args: unknown[],
): Promise<Answer> =>
  session.ask(
    `select tenant_bounded_api.${name}($1${args.map((_, index) => `, $${index + 2}`).join('')}) as answer`,
    [issuer.sign(claimsOf(TENANT, role)), ...args],
  )
const submit = async (request: Readonly<Record<string, unknown>>): Promise<Answer> =>
  call(api, 'caller', 'submit', [JSON.stringify({ workflow: 'slow-note', mode: 'balanced', ...request })])
async function claimNew(leaseMs: number): Promise<string> {
  const executionId = randomUUID()
  expect(await submit({ executionId })).toMatchObject({ ok: true })
  expect(await call(worker, 'worker', 'claim', [executionId, 'w', leaseMs])).toMatchObject({ ok: true })
  return executionId
}
const hoursUntil = async (column: 'lease_until' | 'run_after', executionId: string): Promise<unknown> =>
  (
    await admin.rows(
      `select (extract(epoch from ${column} - now()) / 3600)::float as hours
       from tenant_bounded.workflow_executions where execution_id = $1`,
      [executionId],
    )
  )[0]?.['hours']

test('an input, a definition or a key beyond what the api lets through: refused by the table', async () => {
  const executionId = randomUUID()
  for (const request of [
    { executionId, input: 'x'.repeat(600_000) },
    { executionId, traceparent: 'x'.repeat(300) },
    { executionId, idempotencyKey: 'x'.repeat(300) },
    { executionId, mode: 'realtime', startWithinMs: 1e15 },
  ]) {
    expect(await submit(request)).toEqual({ ok: false, sqlstate: '23514' })
  }
  expect(
    await call(api, 'caller', 'put_workflow', ['big', JSON.stringify({ steps: ['x'.repeat(600_000)] })]),
  ).toEqual({ ok: false, sqlstate: '23514' })
})

test('a page of many large executions: cut short, and the pages together hold each of them once', async () => {
  const large = Array.from({ length: 12 }, () => randomUUID())
  for (const executionId of large) {
    expect(await submit({ executionId, input: { large: 'x'.repeat(200_000) } })).toMatchObject({ ok: true })
  }
  const seen: unknown[] = []
  let before: unknown = null
  do {
    const answer = await call(api, 'caller', 'list_executions', [JSON.stringify({ limit: 100, before })])
    const page = answer.ok ? (answer.rows[0]?.['answer'] as Page) : undefined
    expect(JSON.stringify(page).length).toBeLessThan(700_000)
    seen.push(...(page?.items ?? []).map(({ executionId }) => executionId))
    before = page?.next
  } while (before !== null && before !== undefined)
  expect(seen).toHaveLength(large.length)
  expect(new Set(seen)).toEqual(new Set(large))
})

test('a lease or a rest of absurd length: shortened to ten minutes and to a day', async () => {
  const executionId = await claimNew(2_147_483_647)
  expect(await hoursUntil('lease_until', executionId)).toBeLessThan(0.17)
  const endless = JSON.stringify({ result: 1, runAfterMs: 'Infinity' })
  expect(await call(worker, 'worker', 'complete_step', [executionId, 1, 0, endless])).toMatchObject({
    ok: true,
  })
  expect(await hoursUntil('run_after', executionId)).toBeLessThan(24.1)
})

test('results of more than 4 MiB in one execution: 54000, and nothing of that step is stored', async () => {
  const executionId = await claimNew(10_000)
  const outcome = JSON.stringify({ result: 'x'.repeat(5_000_000), leaseMs: 10_000 })
  expect(await call(worker, 'worker', 'complete_step', [executionId, 1, 0, outcome])).toEqual({
    ok: false,
    sqlstate: '54000',
  })
  expect(
    await admin.rows(
      'select steps_done, bytes_stored from tenant_bounded.workflow_executions where execution_id = $1',
      [executionId],
    ),
  ).toEqual([{ steps_done: 0, bytes_stored: 0 }])
})

test('2,500 overdue realtime executions after an outage: settled a thousand at a look', async () => {
  await admin.query(`insert into tenant_bounded.workflow_executions
    (tenant_id, execution_id, workflow_name, workflow_version, mode, status, input, steps_total, start_by)
    select 'bounded', gen_random_uuid(), 'echo', 1, 'realtime', 'QUEUED', '1', 1, now() from generate_series(1, 2500)`)
  const rejected: unknown[] = []
  for (let look = 0; look < 4; look += 1) {
    const answer = await call(worker, 'worker', 'claim_due', ['w', 1000, 0, 0])
    rejected.push(answer.ok ? answer.rows[0]?.['answer'] : answer)
  }
  expect(rejected).toEqual([1000, 1000, 500, 0].map((count) => ({ claims: [], rejected: count })))
})
