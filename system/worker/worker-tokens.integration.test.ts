import { once } from 'node:events'
import { createServer } from 'node:http'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { buildWorkerTokens, type TokenSource } from './worker-tokens.ts'

const acme = parseTenantId('acme')
const globex = parseTenantId('globex')
const LIFE_MS = 300_000
let now: number
let requests: { tenant: string | null; login: string }[]
let answer: (tenant: string) => { status: number; body: unknown }

/** As long as a token has to be for the one who only holds it: nobody here looks at a signature. */
const tokenOf = (tenant: string, number: number): string => {
  const claims = { tenant, exp: (now + LIFE_MS) / 1000, number }
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
}

beforeEach(() => {
  now = 1_000_000
  requests = []
  answer = (tenant) => ({ status: 200, body: { access_token: tokenOf(tenant, requests.length) } })
})

async function start(): Promise<TokenSource> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const tenant = new URLSearchParams(text).get('tenant')
      const login = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()
      requests.push({ tenant, login })
      const { status, body } = answer(tenant ?? '')
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const tokenUrl = `http://127.0.0.1:${String(port)}/token`
  return buildWorkerTokens({ tokenUrl, clientId: 'worker', clientSecret: 's:e/c', now: () => now })
}

test('ten who want a token at once: one request, with the login and the tenant', async () => {
  const tokens = await start()
  const got = await Promise.all(Array.from({ length: 10 }, () => tokens.tokenFor(acme)))
  expect(new Set(got).size).toBe(1)
  expect(requests).toEqual([{ tenant: 'acme', login: 'worker:s%3Ae%2Fc' }])
})

test('two tenants: a token each', async () => {
  const tokens = await start()
  expect(await tokens.tokenFor(acme)).not.toBe(await tokens.tokenFor(globex))
  expect(requests.map(({ tenant }) => tenant)).toEqual(['acme', 'globex'])
})

test('a token in its first half: served again. In its last quarter: a new one is waited for', async () => {
  const tokens = await start()
  const first = await tokens.tokenFor(acme)
  now += LIFE_MS * 0.4
  expect(await tokens.tokenFor(acme)).toBe(first)
  now += LIFE_MS * 0.4
  expect(await tokens.tokenFor(acme)).not.toBe(first)
  expect(requests).toHaveLength(2)
})

test('the issuer is away: the old token serves to its end, then there is none; back, there is a new one', async () => {
  const tokens = await start()
  const first = await tokens.tokenFor(acme)
  answer = () => ({ status: 503, body: {} })
  now += LIFE_MS * 0.9
  expect(await tokens.tokenFor(acme)).toBe(first)
  now += LIFE_MS * 0.2
  await expect(tokens.tokenFor(acme)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
  answer = (tenant) => ({ status: 200, body: { access_token: tokenOf(tenant, 99) } })
  now += 10_000
  expect(await tokens.tokenFor(acme)).toBe(tokenOf('acme', 99))
})

test('a failure a moment ago: the issuer is left alone', async () => {
  const tokens = await start()
  answer = () => ({ status: 500, body: {} })
  await expect(tokens.tokenFor(acme)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
  await expect(tokens.tokenFor(acme)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
  expect(requests).toHaveLength(1)
})

test("another tenant's token as the answer: not taken", async () => {
  const tokens = await start()
  answer = () => ({ status: 200, body: { access_token: tokenOf('globex', 1) } })
  await expect(tokens.tokenFor(acme)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
})

test('a token that was refused: forgotten, the next one is new; a token of long ago: nothing is forgotten', async () => {
  const tokens = await start()
  const first = await tokens.tokenFor(acme)
  tokens.forget(acme, 'some older one')
  expect(await tokens.tokenFor(acme)).toBe(first)
  tokens.forget(acme, first)
  expect(await tokens.tokenFor(acme)).not.toBe(first)
})
