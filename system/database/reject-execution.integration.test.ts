import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { createDemoTenants } from '../test-support/create-demo-tenants.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'

let admin: Superuser
let issuer: TestIssuer
let installerUrl: string
const acme = parseTenantId('acme')

beforeAll(async () => {
  issuer = await createTestIssuer()
  ;({ installerUrl } = await createDatabase())
  await createDemoTenants(installerUrl, issuer, [acme])
  admin = await openSuperuser(installerUrl)
  await admin.rows('set row_security = on')
})
afterAll(async () => {
  await admin.close()
  await issuer.close()
})

interface Answer {
  readonly outcome?: string
  readonly changed?: boolean
  readonly execution: { readonly executionId: string; readonly status: string; readonly startBy: string }
}

const call = async (name: string, ...args: readonly unknown[]): Promise<Answer> => {
  const places = args.map((_, index) => `, $${index + 2}`).join('')
  const [row] = await admin.rows(`select tenant_acme_api.${name}($1${places}) as answer`, [
    issuer.sign(),
    ...args,
  ])
  return row?.['answer'] as Answer
}
const submit = (executionId: string, startWithinMs: number, key: string): Promise<Answer> =>
  call(
    'submit',
    JSON.stringify({
      executionId,
      workflow: 'echo',
      mode: 'realtime',
      input: {},
      startWithinMs,
      idempotencyKey: key,
      requestHash: 'same',
    }),
  )

test('a take-back that was held up until the same key had queued the row again: changes nothing', async () => {
  const key = randomUUID()
  const first = await submit(randomUUID(), 1, key)
  const second = await submit(randomUUID(), 60_000, key)
  expect(second).toMatchObject({
    outcome: 'requeued',
    execution: { executionId: first.execution.executionId, status: 'QUEUED' },
  })

  const late = await call('reject_execution', first.execution.executionId, first.execution.startBy)
  expect(late).toMatchObject({ changed: false, execution: { status: 'QUEUED' } })
})

test('a take-back of the queueing it belongs to: REJECTED, once', async () => {
  const { execution } = await submit(randomUUID(), 60_000, randomUUID())
  expect(await call('reject_execution', execution.executionId, execution.startBy)).toMatchObject({
    changed: true,
    execution: { status: 'REJECTED' },
  })
  expect(await call('reject_execution', execution.executionId, execution.startBy)).toMatchObject({
    changed: false,
  })
})

test('a repeat under way while its hint is claimed: takes no lock, so the hint is not passed over', async () => {
  const key = randomUUID()
  const { execution } = await submit(randomUUID(), 60_000, key)
  await admin.rows('begin')
  expect(await submit(randomUUID(), 60_000, key)).toMatchObject({ outcome: 'in_progress' })
  const worker = await openSuperuser(installerUrl)
  try {
    await worker.rows('set row_security = on')
    const token = issuer.sign(claimsOf(acme, 'worker'))
    const [row] = await worker.rows('select tenant_acme_api.claim($1, $2, $3, $4) as claimed', [
      token,
      execution.executionId,
      'test-worker',
      1000,
    ])
    expect(row?.['claimed']).toMatchObject({ executionId: execution.executionId })
  } finally {
    await admin.rows('rollback')
    await worker.close()
  }
})
