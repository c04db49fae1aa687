import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { systemStatusSchema } from '../../contracts/system-status.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { callTenantFunction } from '../../platform/database/call-tenant-function.ts'
import { openPool } from '../../platform/database/open-pool.ts'
import { withInstaller } from '../../platform/database/with-installer.ts'
import { inspectTokenListener } from '../../platform/kafka/inspect-broker.ts'
import { eventually } from '../../test-support/eventually.ts'
import {
  startExternalServers,
  type ExternalServersUnderTest,
} from '../../test-support/start-external-servers.ts'
import { checkout, layoutOf } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { inheritedEnvironment, stateRootOf } from '../runtime-settings.ts'
import { databaseUrlOf } from '../system-context.ts'

const instance = `settings-${randomBytes(4).toString('hex')}`
const here = ['--instance', instance]
const [acme, globex] = ['acme', 'globex'].map(parseTenantId) as [
  ReturnType<typeof parseTenantId>,
  ReturnType<typeof parseTenantId>,
]
let servers: ExternalServersUnderTest

beforeAll(async () => {
  servers = await startExternalServers()
}, 120_000)

afterAll(async () => {
  await easyflow({}, 'reset', '--yes', ...here)
  await servers.stop()
}, 60_000)

test('servers of somebody else, named by settings: used, shown as external, an execution COMPLETE; stop and start again: all is there', async () => {
  const started = await easyflow({}, 'start', ...here)
  expect(started).toMatchObject({ code: 0, said: expect.stringContaining('system') })
  const status = systemStatusSchema.parse(
    JSON.parse((await easyflow({}, 'status', '--json', ...here)).result),
  )
  const externals = Object.entries(status.parts).filter(([, part]) => part.isExternal === true)
  expect(externals.map(([name, { state, pid }]) => ({ name, state, pid }))).toEqual(
    ['postgres', 'kafka', 'issuer'].map((name) => ({ name, state: 'ready', pid: null })),
  )

  const executionId = await execute(status.parts.api.addresses['url'] ?? '')

  expect((await easyflow({}, 'stop', ...here)).code).toBe(0)
  expect(Object.values(servers.processes).map((server) => server.ending())).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  const again = await easyflow({ EASYFLOW_RATE_LIMIT_PER_SECOND: '500' }, 'start', ...here)
  expect(again).toMatchObject({ code: 0, said: expect.stringContaining('system') })
  expect(await rowOf(executionId)).toEqual({ status: 'COMPLETE' })
}, 120_000)

test('a token of acme: refused by the external database for globex (28000), and by the broker for whatever is not allowed', async () => {
  const context = await readContext(layoutOf(stateRootOf(), instance))
  const pool = openPool({
    url: databaseUrlOf(context, 'api'),
    max: 1,
    applicationName: 'test',
    onError: () => undefined,
  })
  try {
    const call = (tenant: typeof acme, token: string): Promise<unknown> =>
      callTenantFunction(pool, { tenant, name: 'list_workflows', token, args: [] })
    const token = await tokenOf('acme')
    await expect(call(globex, token)).rejects.toMatchObject({ facts: { sqlstate: '28000' } })
    expect(await call(acme, token)).toBeDefined()
  } finally {
    await pool.end()
  }
  const { kafka } = context.external ?? {}
  expect(
    await inspectTokenListener(
      { brokers: kafka?.brokers ?? [], caFile: kafka?.caFile },
      await tokenOf('acme'),
    ),
  ).toEqual([])
})

test('token acme, with tokens made elsewhere: 64, and it says who makes them', async () => {
  const { code, said } = await easyflow({}, 'token', 'acme', ...here)
  expect({ code, said }).toEqual({ code: 64, said: expect.stringContaining(servers.issuerUrl) })
})

test('servers that cannot be used: 69 with every one of them named, and nothing changed', async () => {
  const far = servers.environment['EASYFLOW_DATABASE_URL'] ?? ''
  const { code, said } = await easyflow(
    {
      EASYFLOW_DATABASE_URL: far.replace(/:[^:@]+@/, ':hunter2@'),
      EASYFLOW_KAFKA_ADMIN_PASSWORD: 'hunter2',
      EASYFLOW_WORKER_CLIENT_SECRET: 'hunter2',
    },
    'start',
    '--instance',
    `${instance}-no`,
  )
  await easyflow({}, 'reset', '--yes', '--instance', `${instance}-no`)

  expect(code).toBe(69)
  expect(said).toMatch(/postgres at .*28P01/)
  expect(said).toMatch(/kafka at .*SASL_AUTHENTICATION_FAILED/)
  expect(said).toMatch(/issuer at .*401/)
  expect(said).not.toContain('hunter2')
})

test('the same servers without TLS, or with what easyflow start says itself: 64, all of it named, nothing started', async () => {
  const plain = (servers.environment['EASYFLOW_DATABASE_URL'] ?? '').replace(/\?.*/, '?sslmode=require')
  const { code, said } = await easyflow(
    {
      EASYFLOW_DATABASE_URL: plain,
      EASYFLOW_API_PORT: '1',
      EASYFLOW_LOG_LEVLE: 'debug',
      EASYFLOW_JWKS_URL: 'http://192.0.2.1/',
    },
    'start',
    '--instance',
    `${instance}-no`,
  )

  expect(code).toBe(64)
  for (const name of ['DATABASE_URL', 'API_PORT', 'LOG_LEVLE', 'JWKS_URL'])
    expect(said).toContain(`EASYFLOW_${name}: `)
})

async function execute(api: string): Promise<string> {
  const headers = { authorization: `Bearer ${await tokenOf('acme')}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ workflow: 'echo', mode: 'balanced', input: { hello: 'there' } })
  const answer = await fetch(`${api}/workflows/execute`, { method: 'POST', headers, body })
  const { executionId } = z.looseObject({ executionId: z.string() }).parse(await answer.json())
  await eventually(
    'the execution to be COMPLETE',
    async () => ((await rowOf(executionId))?.status === 'COMPLETE' ? true : undefined),
    { withinMs: 15_000, everyMs: 100 },
  )
  return executionId
}

async function rowOf(executionId: string): Promise<{ status: string } | undefined> {
  return await withInstaller(servers.environment['EASYFLOW_DATABASE_URL'] ?? '', async (installer) => {
    const { rows } = await installer.query<{ status: string }>(
      'select status from tenant_acme.workflow_executions where execution_id = $1',
      [executionId],
    )
    return rows[0]
  })
}

async function tokenOf(tenant: string): Promise<string> {
  const { clientId, clientSecret } = servers.caller(tenant)
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const answer = await fetch(`${servers.issuerUrl}/token`, { method: 'POST', body })
  return z.looseObject({ access_token: z.string() }).parse(await answer.json()).access_token
}

async function easyflow(
  extra: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ code: number; result: string; said: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; result: string; said: string }>()
  const env = { ...servers.environment, ...extra, ...inheritedEnvironment() }
  const line = [join(checkout, 'bin/easyflow.mjs'), ...args]
  const child = execFile(process.execPath, line, { timeout: 100_000, env }, (error, result, said) => {
    resolve({ code: error === null ? 0 : (child.exitCode ?? -1), result, said })
  })
  return await promise
}
