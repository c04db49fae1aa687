import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../../contracts/running-system.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { buildLogger } from '../../platform/log/build-logger.ts'
import { withinLogScope } from '../../platform/log/log-scope.ts'
import { callTenantFunction } from '../../platform/database/call-tenant-function.ts'
import { openPool } from '../../platform/database/open-pool.ts'
import { buildTokenPublishers } from '../../platform/kafka/token-publishers.ts'
import { eventually } from '../../test-support/eventually.ts'
import { startTestSystem } from '../../test-support/start-test-system.ts'
import { runCli } from '../cli/run-cli.ts'

const ACME = parseTenantId('acme')
const GLOBEX = parseTenantId('globex')
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const MARKER = 'marker-of-a-payload-7a1'
let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

test('one execution, from HTTP to Postgres and back: one trace id in all lines about it, and no payload', async () => {
  const answer = await execute('acme')
  expect(answer.status).toBe(202)
  expect(answer.headers.get('traceresponse')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`))
  const { executionId } = (await answer.json()) as { executionId: string }

  const told = await eventually(
    'the completion to be logged',
    async () => {
      const lines = (await readLines()).filter((line) => line['executionId'] === executionId)
      return lines.some(({ msg }) => msg === 'completed') ? lines : undefined
    },
    { withinMs: 20_000 },
  )
  expect(told.map(({ part, msg }) => `${String(part)}: ${String(msg)}`)).toEqual(
    expect.arrayContaining(['api: accepted', 'worker: claimed', 'worker: completed']),
  )
  for (const line of told) expect(line).toMatchObject({ traceId: TRACE, tenantId: 'acme' })
  expect(await readText()).not.toContain(MARKER)
})

test("a token of acme's for globex's function: Postgres's own line of the refusal carries the trace", async () => {
  const pool = openApiPool()
  const traceId = 'a'.repeat(32)
  const token = await tokenOf('acme')
  const call = { tenant: GLOBEX, name: 'list_workflows', token, args: [] }
  const refusal = withinLogScope({ traceId, tenantId: ACME }, () => callTenantFunction(pool, call))
  await expect(refusal).rejects.toMatchObject({ facts: { sqlstate: '28000' } })

  const line = await findLine(
    'the refusal',
    (one) => one['part'] === 'postgres' && one['traceId'] === traceId,
  )
  expect(line).toMatchObject({
    level: 'error',
    sqlstate: '28000',
    client: 'easyflow-api',
    tenantId: 'globex',
  })
  // The name was the call's alone.
  const { rows } = await pool.query<{ name: string }>("select current_setting('application_name') as name")
  expect(rows).toEqual([{ name: 'easyflow-api' }])
})

test('a client that calls itself as a line of Postgres goes on: it does not decide severity and text', async () => {
  const pool = openApiPool()
  for (const name of ['x] HINT:  ', `${'\u00e9'.repeat(7)}xxxxxxx] HINT:  `]) {
    await pool.query("select set_config('application_name', $1, false)", [name])
    await expect(pool.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
  }
  const isIt = (one: Record<string, unknown>): boolean =>
    one['part'] === 'postgres' && one['sqlstate'] === '22012'
  await findLine('the second error', (one) => isIt(one) && one['msg'] === '[left out]')
  expect((await readLines()).filter(isIt).map(({ level, msg }) => [level, msg])).toEqual([
    ['error', 'division by zero'],
    ['error', '[left out]'],
  ])
})

test("acme's token on globex's topic: the broker's own line, found by acme's name", async () => {
  const publishers = buildTokenPublishers({
    brokers: [system.status().parts.kafka.addresses['client'] ?? ''],
    clientsMax: 1,
    publishLimitMs: 5000,
    log: buildLogger({ part: 'api', level: 'silent' }),
    clientId: `eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.${'c'.repeat(40)}`,
  })
  onTestFinished(() => publishers.close())
  const token = await tokenOf('acme')
  const claims = { tenant: ACME, exp: Date.now() / 1000 + 100 }
  const identity = { token, claims } as unknown as Parameters<typeof publishers.publish>[0]
  const hint = { version: 1, executionId: crypto.randomUUID(), mode: 'eco' } as const
  await expect(publishers.publish(identity, hint, { tenant: GLOBEX })).rejects.toMatchObject({
    code: 'ERR_BROKER_REFUSED',
  })

  await findLine('the denial', ({ msg }) => String(msg).includes('Topic:LITERAL:tenant_globex_events'))
  const { result } = await easyflow('logs', 'kafka', '--tenant', 'acme', '--lines', '500')
  expect(result).toContain('Principal = User:tenant:acme:caller is Denied')
})

test('a forged token at the api: refused in one line with its reason, and the token in none', async () => {
  const forged = `${await tokenOf('acme')}x`
  expect((await execute('acme', forged)).status).toBe(401)

  expect(
    await findLine('the refusal', ({ msg, part }) => part === 'api' && msg === 'token-refused'),
  ).toMatchObject({
    level: 'warn',
    layer: 'api',
    reason: expect.any(String) as unknown,
  })
  expect(await readText()).not.toMatch(/eyJ[\w-]{8,}/)
})

test("--tenant globex with acme's trace id: nothing; --trace alone finds acme's lines in several parts", async () => {
  const foreign = await easyflow('logs', '--tenant', 'globex', '--trace', TRACE)
  const own = await easyflow('logs', '--trace', TRACE, '--lines', '500')

  expect([foreign.code, foreign.result]).toEqual([0, ''])
  expect(own.result).toContain('"part":"api"')
  expect(own.result).toContain('"part":"worker"')
})

test.each([
  [['logs', '--tenant', 'ACME']],
  [['logs', '--trace', 'x']],
  [['logs', '--level', 'loud']],
  [['logs', '--since', 'yesterday']],
  [['logs', 'nobody']],
])('%s: 64, and what it takes is said', async (argv) => {
  const { code, said } = await easyflow(...argv)
  expect(code).toBe(64)
  expect(said).toContain('Usage: easyflow logs')
})

// Last: by now every part has spoken, also of refusals.
test('every line of every log: JSON with a time, a level, a part and a message', async () => {
  await system.kill('worker')
  await system.restart('worker')
  const parts = new Set<string>()
  const texts = await readTexts()
  for (const [name, text] of texts) {
    for (const line of text.split('\n').slice(0, -1)) {
      const { time, level, part, msg } = JSON.parse(line) as Record<string, unknown>
      expect([name, new Date(String(time)).toISOString()]).toEqual([name, time])
      expect(['debug', 'info', 'warn', 'error', 'fatal']).toContain(level)
      expect(typeof msg).toBe('string')
      expect(name.startsWith(String(part))).toBe(true)
      parts.add(String(part))
    }
  }
  expect([...parts].sort()).toEqual(['api', 'control-plane', 'issuer', 'kafka', 'postgres', 'worker'])
  expect([...texts.keys()]).toContain('kafka-authorizer.log')
})

const folder = (): string => dirname(system.status().parts.api.logFile)

async function readTexts(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder())
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder(), name), 'utf8')] as const),
    ),
  )
}

const readText = async (): Promise<string> => [...(await readTexts()).values()].join('')

async function readLines(): Promise<readonly Record<string, unknown>[]> {
  const lines = (await readText()).split('\n').filter((line) => line.endsWith('}'))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

async function findLine(
  what: string,
  isIt: (line: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  return await eventually(what, async () => (await readLines()).find(isIt), { withinMs: 10_000 })
}

function openApiPool(): ReturnType<typeof openPool> {
  const pool = openPool({
    url: databaseUrl(),
    max: 1,
    applicationName: 'easyflow-api',
    onError: () => undefined,
  })
  onTestFinished(() => pool.end())
  return pool
}

function databaseUrl(): string {
  const { api, database } = system.credentials().postgres
  return `postgres://${api.user}:${api.password}@${system.status().parts.postgres.addresses['client'] ?? ''}/${database}`
}

async function tokenOf(tenant: string): Promise<string> {
  const caller = system.credentials().issuer.callers[tenant]
  const login = Buffer.from(`${caller?.clientId ?? ''}:${caller?.clientSecret ?? ''}`).toString('base64')
  const answer = await fetch(`${system.status().parts.issuer.addresses['url'] ?? ''}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${login}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

async function execute(tenant: string, token?: string): Promise<Response> {
  return await fetch(`${system.status().parts.api.addresses['url'] ?? ''}/workflows/execute`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token ?? (await tokenOf(tenant))}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ workflow: 'record-note', mode: 'balanced', input: { marker: MARKER } }),
  })
}

async function easyflow(...argv: readonly string[]): Promise<{ code: number; result: string; said: string }> {
  const result: string[] = []
  const said: string[] = []
  const code = await runCli([...argv, '--instance', system.status().instance], {
    result: (text) => void result.push(text),
    talk: (text) => void said.push(text),
    isTerminal: false,
  })
  return { code, result: result.join('\n'), said: said.join('\n') }
}
