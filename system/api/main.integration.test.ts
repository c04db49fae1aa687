import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiBackdrop, type ApiBackdrop } from '../test-support/create-api-backdrop.ts'
import { eventually } from '../test-support/eventually.ts'

let backdrop: ApiBackdrop
beforeAll(async () => {
  backdrop = await createApiBackdrop(['acme'])
  await backdrop.callAsCaller('acme', 'put_workflow', ['note', { steps: [{ name: 'a', kind: 'record' }] }])
})
afterAll(() => backdrop.close())

test('realtime, the api is killed between commit and publish: once overdue the row is REJECTED', async () => {
  const id = await killAfterCommit('realtime')
  await backdrop.superuser.rows(
    "update tenant_acme.workflow_executions set start_by = clock_timestamp() - interval '1 ms' where execution_id = $1",
    [id],
  )
  expect(await sweep()).not.toContain(id)
  expect(await statusOf(id)).toBe('REJECTED')
})

test('balanced, the api is killed between commit and publish: the sweeper finds the row', async () => {
  const id = await killAfterCommit('balanced')
  expect(await sweep()).toContain(id)
  expect(await statusOf(id)).toBe('RUNNING')
})

test('a broker that accepts connections and says nothing: realtime is refused within the publish limit', async () => {
  const api = await startApi({ EASYFLOW_PUBLISH_LIMIT_MS: '300' })
  const startedAt = performance.now()
  const response = await execute(api.url, 'realtime')
  expect([response.status, await response.json()]).toMatchObject([503, { effect: 'none' }])
  expect(performance.now() - startedAt).toBeLessThan(3000)
})

test('SIGTERM: exit 0, in named phases', async () => {
  const api = await startApi({})
  api.process.kill('SIGTERM')
  const [code] = (await once(api.process, 'exit')) as [number | null]
  expect(code).toBe(0)
  for (const phase of ['stop-taking-requests', 'close-kafka', 'close-postgres']) {
    expect(api.output()).toContain(`"phase":"${phase}"`)
  }
})

test('settings that are missing or wrong: it does not start, and names all of them', async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: { EASYFLOW_API_PORT: 'none', EASYFLOW_JWKS_URL: 'http://elsewhere.invalid/jwks' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  expect(code).not.toBe(0)
  for (const name of ['EASYFLOW_API_PORT', 'EASYFLOW_DATABASE_URL', 'EASYFLOW_JWKS_URL']) {
    expect(said.join('')).toContain(name)
  }
})

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

/** The publish limit is far away, so the api is still waiting for the broker when it dies. */
async function killAfterCommit(mode: string): Promise<string> {
  const api = await startApi({
    EASYFLOW_PUBLISH_LIMIT_MS: '20000',
    EASYFLOW_START_WITHIN_MS: '60000',
  })
  const answer = execute(api.url, mode).catch(() => 'no answer')
  const id = await eventually('the row to be committed', () => newestId(mode), { withinMs: 10_000 })
  api.process.kill('SIGKILL')
  expect(await answer).toBe('no answer')
  return id
}

const sweep = async (): Promise<string> =>
  JSON.stringify(await backdrop.callAsWorker('acme', 'claim_due', ['sweeper', 10_000, 100, 0]))

interface RunningApi {
  readonly url: string
  readonly process: ChildProcess
  readonly output: () => string
}

/** A real api process, whose broker accepts connections and never answers. */
async function startApi(settings: Readonly<Record<string, string>>): Promise<RunningApi> {
  const broker = createServer().listen(0, '127.0.0.1')
  await once(broker, 'listening')
  onTestFinished(() => void broker.close())
  const address = broker.address()
  const child = spawn(process.execPath, [MAIN], {
    env: {
      EASYFLOW_API_PORT: '0',
      EASYFLOW_DATABASE_URL: backdrop.database.apiUrl,
      EASYFLOW_KAFKA_BROKERS: `127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`,
      EASYFLOW_ISSUER_URL: backdrop.issuer.issuer,
      EASYFLOW_JWKS_URL: backdrop.issuer.jwksUrl,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  child.stdout.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  onTestFinished(() => void child.kill('SIGKILL'))
  const port = await eventually(
    'the api to be ready',
    () => Promise.resolve(/"port":(\d+).*"ready"/.exec(lines.join(''))?.[1]),
    { withinMs: 15_000 },
  )
  return { url: `http://127.0.0.1:${port}`, process: child, output: () => lines.join('') }
}

function execute(url: string, mode: string): Promise<Response> {
  return fetch(`${url}/workflows/execute`, {
    method: 'POST',
    headers: { authorization: `Bearer ${backdrop.tokenOf('acme')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow: 'note', mode }),
  })
}

async function newestId(mode: string): Promise<string | undefined> {
  const [row] = await backdrop.superuser.rows(
    'select execution_id from tenant_acme.workflow_executions where mode = $1 order by created_at desc limit 1',
    [mode],
  )
  return row === undefined ? undefined : String(row['execution_id'])
}

async function statusOf(id: string): Promise<unknown> {
  const [row] = await backdrop.superuser.rows(
    'select status from tenant_acme.workflow_executions where execution_id = $1',
    [id],
  )
  return row?.['status']
}
