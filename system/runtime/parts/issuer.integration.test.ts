import { createPublicKey, randomUUID, verify } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSigningKeys } from '../create-signing-keys.ts'
import { pickPort } from '../process/pick-port.ts'
import { startProcess, type PartProcess } from '../process/start-process.ts'
import { eventually } from '../../test-support/eventually.ts'

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

const secret = randomUUID()
let directory: string
let issuer: string
let child: PartProcess

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'easyflow-issuer-'))
  await writeFile(join(directory, 'keys.json'), JSON.stringify(createSigningKeys()), { mode: 0o600 })
  await writeClients(['acme', 'globex'])
  const port = await pickPort()
  issuer = `http://127.0.0.1:${String(port)}`
  child = startProcess({
    name: 'issuer',
    command: process.execPath,
    args: ['system/issuer/main.ts'],
    env: {
      EASYFLOW_ISSUER_PORT: String(port),
      EASYFLOW_ISSUER_CLIENTS_FILE: join(directory, 'clients.json'),
      EASYFLOW_ISSUER_KEYS_FILE: join(directory, 'keys.json'),
    },
    logFile: join(directory, 'issuer.log'),
    instanceDirectory: directory,
    hasChannel: true,
  })
  await eventually(
    'the issuer to be ready',
    async () => ((await fetch(`${issuer}/health/ready`)).ok ? true : undefined),
    { withinMs: 20_000 },
  )
})

afterAll(async () => {
  await child.end('SIGTERM', 5000)
  await rm(directory, { recursive: true })
})

test('a caller: a token with exactly the agreed claims and header, signed by a published key', async () => {
  const { body } = await askToken({ client: 'acme-caller' })
  const { header, payload } = decode(body['access_token'])

  expect(header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.stringMatching(/^[\w-]{22,}$/) })
  expect(payload).toEqual({
    iss: issuer,
    sub: 'acme-caller',
    aud: 'easyflow',
    iat: expect.any(Number),
    exp: Number(payload['iat']) + 300,
    jti: expect.any(String),
    tenant: 'acme',
    role: 'caller',
    principal: 'tenant:acme:caller',
    scope: 'easyflow',
  })
  expect(await isSignedByPublishedKey(String(body['access_token']))).toBe(true)
})

test('the worker asks for each of its tenants: a worker token of that tenant', async () => {
  for (const tenant of ['acme', 'globex']) {
    const { body } = await askToken({ client: 'easyflow-worker', tenant })

    expect(decode(body['access_token']).payload).toMatchObject({
      sub: 'easyflow-worker',
      tenant,
      role: 'worker',
      principal: `tenant:${tenant}:worker`,
    })
  }
})

test.each([
  { client: 'acme-caller', extra: 'tenant=globex', status: 400, error: 'access_denied' },
  { client: 'easyflow-worker', extra: 'tenant=umbrella', status: 400, error: 'access_denied' },
  { client: 'easyflow-worker', extra: '', status: 400, error: 'invalid_request' },
  { client: 'easyflow-worker', extra: 'tenant=acme&tenant=globex', status: 400, error: 'invalid_request' },
  { client: 'easyflow-worker', extra: 'tenant=acme%3Acaller', status: 400, error: 'invalid_request' },
  { client: 'acme-caller', extra: 'resource=urn:other', status: 400, error: 'invalid_target' },
  { client: 'nobody', extra: '', status: 401, error: 'invalid_client' },
  { client: 'acme-caller', key: 'wrong', extra: '', status: 401, error: 'invalid_client' },
])('$client with "$extra": $status $error, and no token', async ({ client, key, extra, status, error }) => {
  const answer = await ask({ client, key, form: `grant_type=client_credentials&${extra}` })

  expect(answer).toMatchObject({ status, body: { error } })
  expect(answer.body).not.toHaveProperty('access_token')
})

test.each(['principal', 'role', 'sub', 'aud', 'iss', 'claims', 'client_id', 'audience', 'scope'])(
  'a caller sends %s=platform-admin: its principal stays its own',
  async (parameter) => {
    const query = `?${parameter}=platform-admin`
    const form = `grant_type=client_credentials&${parameter}=platform-admin`
    const { body } = await ask({
      client: 'acme-caller',
      form,
      query,
      headers: { [parameter]: 'platform-admin' },
    })

    const claims = body['access_token'] === undefined ? {} : decode(body['access_token']).payload

    // Either the request is refused, or the parameter has had no effect at all.
    expect([undefined, 'tenant:acme:caller']).toContain(claims['principal'])
    expect(JSON.stringify(claims)).not.toContain('platform-admin')
  },
)

test('a client that is removed from the file: refused at the next request, and admitted when it is back', async () => {
  await writeClients(['globex'])
  expect(await askToken({ client: 'acme-caller' })).toMatchObject({ status: 401 })
  expect(await askToken({ client: 'easyflow-worker', tenant: 'acme' })).toMatchObject({
    body: { error: 'access_denied' },
  })

  await writeClients(['acme', 'globex'])
  expect(await askToken({ client: 'acme-caller' })).toMatchObject({ status: 200 })
})

test('the JWKS: one public RSA key with alg and use, and no private member', async () => {
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: Record<string, string>[] }

  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' })
})

test('discovery with a foreign Host header: the issuer and the addresses stay its own', async () => {
  const asked = get(`${issuer}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]

  expect(await json(answer)).toMatchObject({
    issuer,
    jwks_uri: `${issuer}/jwks`,
    token_endpoint: `${issuer}/token`,
    grant_types_supported: ['client_credentials'],
  })
})

test.each(['/auth', '/me', '/reg', '/session/end', '/token/introspection', '/interaction/x', '/'])(
  '%s, which the library could serve: 404',
  async (path) => {
    expect((await fetch(`${issuer}${path}`)).status).toBe(404)
  },
)

test('its log after all this: no token, no secret, no warning of the library', async () => {
  const log = await readFile(join(directory, 'issuer.log'), 'utf8')

  expect(log).toContain('token-issued')
  expect(log).not.toMatch(/eyJ|WARNING|NOTICE/)
  expect(log).not.toContain(secret)
})

async function writeClients(tenants: readonly string[]): Promise<void> {
  const callers = tenants.map((tenant) => ({
    clientId: `${tenant}-caller`,
    clientSecret: secret,
    role: 'caller',
    tenants: [tenant],
  }))
  const worker = { clientId: 'easyflow-worker', clientSecret: secret, role: 'worker', tenants }
  await writeFile(
    join(directory, 'clients.json'),
    JSON.stringify({ version: 1, clients: [...callers, worker] }),
  )
}

async function askToken({ client, tenant }: { client: string; tenant?: string }): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(tenant === undefined ? {} : { tenant }),
  })
  return ask({ client, form: form.toString() })
}

async function ask(request: {
  client: string
  key?: string | undefined
  form: string
  query?: string
  headers?: Record<string, string>
}): Promise<Answer> {
  const basic = Buffer.from(`${request.client}:${request.key ?? secret}`).toString('base64')
  const answer = await fetch(`${issuer}/token${request.query ?? ''}`, {
    method: 'POST',
    headers: {
      ...request.headers,
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: request.form,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

function decode(token: unknown): { header: Record<string, unknown>; payload: Record<string, unknown> } {
  const [header = '', payload = ''] = String(token).split('.')
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  return { header: read(header), payload: read(payload) }
}

async function isSignedByPublishedKey(token: string): Promise<boolean> {
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: Record<string, string>[] }
  const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' })
  const [header, payload, signature = ''] = token.split('.')
  const signed = Buffer.from(`${String(header)}.${String(payload)}`)
  return verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))
}
