import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { functionSchemaOf } from '../../contracts/names.ts'
import { credentialsSchema, type Credentials } from '../../contracts/system-status.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { DatabaseError, withInstaller } from '../../platform/database/with-installer.ts'
import { makeNativeImages } from '../../test-support/compose/make-native-images.ts'
import { readComposeFile } from '../../test-support/compose/read-compose-file.ts'
import { runNatively, type NativeProject } from '../../test-support/compose/run-natively.ts'
import { eventually } from '../../test-support/eventually.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { findKafkaJars } from '../kafka/find-kafka-jars.ts'
import { findPostgresBinaries } from '../postgres/find-postgres-binaries.ts'
import { pickPort } from '../process/pick-port.ts'
import { stateRootOf } from '../runtime-settings.ts'

// No engine is needed: the commands, environments, order and health checks of docker-compose.yml, run by the
// programs that the embedded system runs, from the folder that the Dockerfile makes, each under the account
// that the file names (as root).

const GATE = '127.0.0.2'
const names = [
  'POSTGRES',
  'KAFKA',
  'KAFKA_ADMIN',
  'KAFKA_CONTROLLER',
  'ISSUER',
  'API',
  'WORKER_HEALTH',
] as const
const ports = new Map<(typeof names)[number], string>()
let root = ''
let project: NativeProject
let credentials: Credentials

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'easyflow-compose-'))
  await chmod(root, 0o755)
  for (const name of names) ports.set(name, String(await pickPort()))
  const { cache } = layoutOf(stateRootOf(), 'test')
  const signal = AbortSignal.timeout(60_000)
  const jars = await findKafkaJars(cache, {
    logFile: join(root, 'maven.log'),
    instanceDirectory: root,
    signal,
    onFetch: () => undefined,
  })
  const images = await makeNativeImages({
    root,
    postgresPrograms: await findPostgresBinaries(cache),
    kafkaJars: jars.paths,
    isDatabaseReady: async () => (await loginWith('not the password')) === '28P01',
  })
  const variables = Object.fromEntries([...ports].map(([name, port]) => [`EASYFLOW_${name}_PORT`, port]))
  project = await runNatively(await readComposeFile(variables), images)
  const printed = await project.runAs('bootstrap', [
    'node',
    'system/runtime/container/main.ts',
    'credentials',
  ])
  credentials = credentialsSchema.parse(JSON.parse(printed))
}, 180_000)

afterAll(async () => {
  await project?.stop()
  await rm(root, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

test('all services, started in the order of their needs: each is well, each job is done', () => {
  expect([...project.order].sort()).toEqual([
    'api',
    'bootstrap',
    'gate',
    'issuer',
    'kafka',
    'kafka-format',
    'loopback',
    'postgres',
    'secrets',
    'worker',
  ])
  expect(project.order.indexOf('bootstrap')).toBeLessThan(project.order.indexOf('api'))
})

test('an execution of acme, asked for through the gate: COMPLETE', async () => {
  const token = await tokenOf('acme')
  const body = { workflow: 'record-note', mode: 'realtime', input: { marker: 'compose', canary: 'none' } }
  const accepted = await ask('/workflows/execute', token, body)
  expect(accepted.status).toBe(202)
  const { executionId } = z.object({ executionId: z.string() }).parse(accepted.body)
  const done = await eventually(
    'the execution to be COMPLETE',
    async () => {
      const { body: execution } = await ask(`/executions/${executionId}`, token)
      return z.object({ status: z.literal('COMPLETE') }).safeParse(execution).data
    },
    { withinMs: 10_000 },
  )
  expect(done.status).toBe('COMPLETE')
})

test("globex's execution, asked for with acme's token: 404 from the api, 28000 from the database", async () => {
  const body = { workflow: 'record-note', mode: 'realtime', input: { marker: 'compose', canary: 'none' } }
  const accepted = await ask('/workflows/execute', await tokenOf('globex'), body)
  const { executionId } = z.object({ executionId: z.string() }).parse(accepted.body)
  expect((await ask(`/executions/${executionId}`, await tokenOf('globex'))).status).toBe(200)
  const acme = await tokenOf('acme')
  expect((await ask(`/executions/${executionId}`, acme)).status).toBe(404)
  const { user, password } = credentials.postgres.api
  const statement = `select ${functionSchemaOf(parseTenantId('globex'))}.get_execution($1, $2)`
  expect(await refusalOf(urlOf(user, password), statement, [acme, executionId])).toBe('28000')
})

test('a wrong password from 127.0.0.1, from which the image would trust everybody: refused', async () => {
  expect(await loginWith('not the password')).toBe('28P01')
  expect(await loginWith(credentials.postgres.admin.password)).toBe('none')
})

test('the other databases of the server: closed to the logins', async () => {
  const { user, password } = credentials.postgres.api
  const url = urlOf(user, password).replace(/[^/]+$/, 'postgres')
  expect(await refusalOf(url, 'select 1')).toBe('42501')
})

const readers = {
  postgres: 'postgres',
  kafka: 'kafka',
  issuer: 'issuer',
  api: 'api',
  worker: 'worker',
  'control-plane': 'bootstrap',
} as const

test.runIf(process.getuid?.() === 0)('each account reads its own secrets and nobody elses', async () => {
  const found: string[] = []
  for (const directory of Object.keys(readers)) {
    const [file = ''] = (await readdir(join(root, 'secrets', directory))).sort()
    for (const service of ['postgres', 'kafka', 'issuer', 'api', 'worker']) {
      const canRead = await project.runAs(service, ['cat', `/secrets/${directory}/${file}`]).then(
        () => true,
        () => false,
      )
      if (canRead) found.push(`${service} reads ${directory}`)
    }
  }
  expect(found.sort()).toEqual(
    ['postgres', 'kafka', 'issuer', 'api', 'worker'].map((name) => `${name} reads ${name}`).sort(),
  )
})

test('the secrets job, run again: the same secrets, the same access', async () => {
  await project.runAs('secrets', ['node', 'system/runtime/container/main.ts', 'secrets'])
  const printed = await project.runAs('bootstrap', [
    'node',
    'system/runtime/container/main.ts',
    'credentials',
  ])
  expect(JSON.parse(printed)).toEqual(credentials)
})

const addressOf = (name: (typeof names)[number], host: string): string => `${host}:${ports.get(name) ?? ''}`
const urlOf = (user: string, password: string): string =>
  `postgres://${user}:${encodeURIComponent(password)}@${addressOf('POSTGRES', '127.0.0.1')}/easyflow`

async function loginWith(password: string): Promise<string> {
  return await refusalOf(urlOf('easyflow_admin', password), 'select 1')
}

async function refusalOf(url: string, statement: string, values: readonly string[] = []): Promise<string> {
  try {
    await withInstaller(url, async (installer) => await installer.query(statement, [...values]))
    return 'none'
  } catch (error) {
    return error instanceof DatabaseError ? (error.code ?? 'none') : String(error)
  }
}

async function tokenOf(tenant: string): Promise<string> {
  const { clientId = '', clientSecret = '' } = credentials.issuer.callers[tenant] ?? {}
  const answer = await fetch(`http://${addressOf('ISSUER', GATE)}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

async function ask(path: string, token: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://${addressOf('API', GATE)}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}
