import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { RunningSystem } from '../contracts/running-system.ts'
import { runCommand } from '../control-plane/run-command.ts'
import { isAcceptedByBroker } from '../platform/kafka/is-accepted-by-broker.ts'
import { eventually } from '../test-support/eventually.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { findInBroker, findInDatabase } from '../test-support/tenant-inventory.ts'
import { checkout, layoutOf } from './instance/instance-layout.ts'
import { readContext } from './instance/read-context.ts'
import { controlPlaneSettingsOf } from './parts/part-environments.ts'
import { nodeProgram } from './process/node-program.ts'
import { inheritedEnvironment, stateRootOf } from './runtime-settings.ts'
import { startSystem } from './start-system.ts'

const NAME = 'vanishing'
const NOTHING = { database: [], topics: [], groups: [], acls: [], files: false, worker: false }
/** The demo's. */
const OTHER_TENANTS = 3
const instance = `remove-${String(process.pid)}`
const layout = layoutOf(stateRootOf(), instance)
let system: RunningSystem
let settings: Readonly<Record<string, string>>
let admin: Superuser

beforeAll(async () => {
  system = await startSystem({ instance, ephemeral: true, onProgress: () => undefined })
  settings = controlPlaneSettingsOf(await readContext(layout))
  admin = await openSuperuser(settings['EASYFLOW_DATABASE_URL'] ?? '')
}, 180_000)
afterAll(async () => {
  await admin.close()
  await system.stop()
}, 60_000)

async function command(...args: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = []
  const note = (text: string): void => void said.push(text)
  const code = await runCommand(args, settings, { result: note, talk: note })
  return { code, said: said.join('\n') }
}

/** Starts one command of the control plane as a process and kills it after `afterMs`. */
async function commandKilled(afterMs: number, ...args: string[]): Promise<void> {
  const program = spawn(nodeProgram(), [join(checkout, 'system/control-plane/main.ts'), ...args], {
    env: { ...inheritedEnvironment(), ...settings },
    stdio: 'ignore',
  })
  const timer = setTimeout(() => program.kill('SIGKILL'), afterMs)
  await once(program, 'exit')
  clearTimeout(timer)
}

async function traces(): Promise<unknown> {
  const { parts } = system.status()
  const files = await Promise.all(
    [layout.clientsFile, layout.tenantsFile].map((path) => readFile(path, 'utf8')),
  )
  const health = await fetch(`${parts.worker.addresses['url'] ?? ''}/health/ready`)
  const { tenants } = z.object({ tenants: z.object({ assigned: z.int() }) }).parse(await health.json())
  return {
    database: await findInDatabase(admin, NAME),
    ...(await findInBroker(parts.kafka.addresses['admin'] ?? '', system.credentials().kafka.admin, NAME)),
    files: files.join('').includes(NAME),
    // It says how many they are, and no names.
    worker: tenants.assigned > OTHER_TENANTS,
  }
}

async function tokenOf(tenant: string): Promise<string> {
  const client = system.credentials().issuer.callers[tenant]
  const answer = await fetch(`${system.status().parts.issuer.addresses['url'] ?? ''}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client?.clientId ?? '',
      client_secret: client?.clientSecret ?? '',
    }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

async function api(
  token: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${system.status().parts.api.addresses['url'] ?? ''}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': 'the-same-key' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const execute = (token: string, note: string): ReturnType<typeof api> =>
  api(token, '/workflows/execute', { workflow: 'record-note', mode: 'balanced', input: { note } })

async function untilNextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000)
  await eventually(
    'the next second',
    () => Promise.resolve(Date.now() / 1000 > second + 1 ? true : undefined),
    {
      withinMs: 3000,
    },
  )
}

/** Executions of every status, messages, committed offsets, a remembered token, statistics about all of it. */
async function makeBusyTenant(): Promise<string> {
  expect(await command('tenants-create', NAME, '--demo')).toMatchObject({ code: 0 })
  await untilNextSecond()
  const token = await tokenOf(NAME)
  expect(await execute(token, 'old')).toMatchObject({ status: 202 })
  await eventually(
    'the execution to be COMPLETE',
    async () => {
      const rows = await admin.rows(
        `select from tenant_${NAME}.workflow_executions where status = 'COMPLETE'`,
      )
      return rows.length === 1 ? true : undefined
    },
    { withinMs: 20_000 },
  )
  for (const [status, lease, due] of [
    ['QUEUED', null, null],
    ['RUNNING', "now() + interval '1 minute'", null],
    ['WAITING', null, "now() + interval '1 minute'"],
    ['FAILED', null, null],
    ['REJECTED', null, null],
  ]) {
    await admin.rows(`insert into tenant_${NAME}.workflow_executions
      (tenant_id, execution_id, workflow_name, workflow_version, mode, status, input, steps_total, lease_until, run_after)
      values ('${NAME}', gen_random_uuid(), 'record-note', 1, 'balanced', '${String(status)}', '{}', 1,
        ${lease ?? 'null'}, ${due ?? 'null'})`)
  }
  // Of everything, as the server does by itself after a while: the catalogues' statistics name the tenant as well.
  await admin.rows('analyze')
  return token
}

test('a busy tenant is removed: nothing names it anywhere, and one made again sees nothing of it', async () => {
  const oldToken = await makeBusyTenant()
  // The alarm: the search finds it in every kind of place while it is there.
  const before = (await traces()) as Record<string, unknown[]>
  expect(before['database']).toEqual(
    expect.arrayContaining([
      'easyflow.remembered_tokens',
      'easyflow.tenants',
      'pg_catalog.pg_authid',
      'pg_catalog.pg_namespace',
      'pg_catalog.pg_statistic',
    ]),
  )
  expect(before).toMatchObject({
    topics: [expect.any(String)],
    groups: [expect.any(String)],
    files: true,
    worker: true,
  })
  expect(before['acls']?.length).toBeGreaterThan(0)
  const running = Promise.all(
    Array.from({ length: 20 }, (_, index) => execute(oldToken, String(index)).catch(() => 0)),
  )

  expect(await command('tenants-remove', NAME)).toMatchObject({ code: 0 })
  await running
  expect(await traces()).toEqual(NOTHING)
  expect(await api(oldToken, '/workflows')).toMatchObject({
    status: 403,
    body: { code: 'ERR_DATABASE_REFUSED' },
  })

  expect(await command('tenants-create', NAME)).toMatchObject({ code: 0 })
  expect(await admin.rows(`select from tenant_${NAME}.workflow_executions`)).toEqual([])
  expect(await api(oldToken, '/workflows')).toMatchObject({
    status: 403,
    body: { facts: { sqlstate: '28000' } },
  })
  const { parts } = system.status()
  const brokers = [parts.kafka.addresses['client'] ?? '']
  // The broker knows principals and no tenants' lives: what such a connection can write is a hint.
  expect(await isAcceptedByBroker({ brokers, token: oldToken, withinMs: 3000 })).toBe(true)
  await untilNextSecond()
  const token = await tokenOf(NAME)
  expect(await api(token, '/executions')).toMatchObject({ status: 200, body: { items: [] } })
  // The old tenant's key and body: no answer of the old, the workflow is not even there.
  expect(await execute(token, 'old')).toMatchObject({ status: 404, body: { code: 'ERR_WORKFLOW_UNKNOWN' } })
  expect(await command('tenants-remove', NAME)).toMatchObject({ code: 0 })
  expect(await traces()).toEqual(NOTHING)
}, 90_000)

test('a removal killed at any moment and run again, or a creation run after it: the old is gone wholly', async () => {
  for (const afterMs of [900, 1300]) {
    expect(await command('tenants-create', NAME, '--demo')).toMatchObject({ code: 0 })
    await commandKilled(afterMs, 'tenants-remove', NAME)
    const [row] = await admin.rows('select status from easyflow.tenants where tenant_id = $1', [NAME])
    const isHalf = row?.['status'] === 'removing'
    // Not finished by hand: the creation itself must not take the old rows over.
    const made = isHalf ? await command('tenants-create', NAME) : undefined
    const customers = isHalf ? await admin.rows(`select from tenant_${NAME}.customers`) : []
    expect({ code: made?.code ?? 0, customers }).toEqual({ code: 0, customers: [] })
    const again = await command('tenants-remove', NAME)
    expect(again).toMatchObject({ code: again.said.includes('ERR_TENANT_UNKNOWN') ? 64 : 0 })
    expect(await traces()).toEqual(NOTHING)
  }
}, 120_000)

test('a tenant is removed while it is being made: the removal comes after, and nothing is left', async () => {
  const made = command('tenants-create', NAME)
  await eventually(
    'the creation to have begun',
    async () =>
      (await admin.rows('select from easyflow.tenants where tenant_id = $1', [NAME])).length > 0
        ? true
        : undefined,
    { withinMs: 10_000, everyMs: 5 },
  )
  const [creation, removal] = await Promise.all([made, command('tenants-remove', NAME)])
  expect([creation, removal]).toMatchObject([{ code: 0 }, { code: 0 }])
  expect(await traces()).toEqual(NOTHING)
}, 60_000)
