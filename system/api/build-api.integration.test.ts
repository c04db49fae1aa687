import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDocumented } from '../test-support/check-documented.ts'
import { createApiBackdrop, type ApiBackdrop } from '../test-support/create-api-backdrop.ts'
import { createTestApi, type TestAnswer } from '../test-support/create-test-api.ts'
import { buildRateLimits } from './build-rate-limits.ts'

let backdrop: ApiBackdrop
beforeAll(async () => {
  backdrop = await createApiBackdrop(['acme', 'globex'])
})
afterAll(() => backdrop.close())

const record = { steps: [{ name: 'only', kind: 'record' }] }
const execute = { workflow: 'note', input: { secret: 'canary-in-the-input' }, mode: 'eco' }

describe('what a tenant does', () => {
  test('put, execute, read and list: each answer as documented, and nobody else sees any of it', async () => {
    const api = await createTestApi(backdrop)
    const openApi = (await api.fetch('/openapi.json')).body
    const put = await api.fetch('/workflows/note', { method: 'PUT', body: record })
    const again = await api.fetch('/workflows/note', { method: 'PUT', body: record })
    const accepted = await api.fetch('/workflows/execute', { body: execute })
    const path = String(accepted.headers.get('location'))
    const read = await api.fetch(path)
    const list = await api.fetch('/executions?workflow=note&status=QUEUED&mode=eco&limit=1')
    const workflows = await api.fetch('/workflows')
    const undocumented = [
      ['PUT', '/workflows/note', put],
      ['POST', '/workflows/execute', accepted],
      ['GET', path, read],
      ['GET', '/executions', list],
      ['GET', '/workflows', workflows],
    ] as const
    for (const [method, seenPath, answer] of undocumented) {
      expect([seenPath, isDocumented(openApi, method, seenPath, answer)]).toEqual([seenPath, undefined])
    }
    expect(put.body).toMatchObject({ name: 'note', version: 1, changed: true, definition: record })
    expect(again.body).toMatchObject({ version: 1, changed: false })
    expect(read.body).toMatchObject({
      ...execute,
      status: 'QUEUED',
      executionId: accepted.body['executionId'],
    })
    expect(list.body['items']).toMatchObject([{ executionId: accepted.body['executionId'] }])
    for (const foreign of ['/executions', '/workflows']) {
      expect((await api.fetch(foreign, { tenant: 'globex' })).text).not.toContain('canary-in-the-input')
    }
    expect(api.logText()).not.toContain('canary-in-the-input')
  })

  test("another tenant's id: the very answer of an id that does not exist, but Date, request id and trace", async () => {
    const api = await createTestApi(backdrop)
    await api.fetch('/workflows/note', { method: 'PUT', body: record })
    const { body } = await api.fetch('/workflows/execute', { body: execute })
    const shown = async (id: string): Promise<unknown> => {
      const { status, headers, text } = await api.fetch(`/executions/${id}`, { tenant: 'globex' })
      const kept = [...headers].filter(
        ([name]) => !/^(date|x-request-id|traceresponse|ratelimit)$/.test(name),
      )
      return { status, kept, text }
    }
    const foreign = await shown(String(body['executionId']))
    expect(foreign).toEqual(await shown('01890000-0000-7000-8000-000000000000'))
    expect(foreign).toMatchObject({ status: 404 })
  })

  test('pages: every execution once, newest first, and a cursor of acme shows globex nothing of it', async () => {
    const api = await createTestApi(backdrop)
    await api.fetch('/workflows/paged', { method: 'PUT', body: record })
    const ids: unknown[] = []
    for (let index = 0; index < 5; index += 1) {
      const { body } = await api.fetch('/workflows/execute', { body: { workflow: 'paged' } })
      ids.unshift(body['executionId'])
    }
    const seen: unknown[] = []
    const cursors: string[] = []
    let cursor: unknown = ''
    while (typeof cursor === 'string') {
      const query = `/executions?workflow=paged&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
      const page = (await api.fetch(query)).body as { items: { executionId: string }[]; next: string | null }
      seen.push(...page.items.map((item) => item.executionId))
      cursors.push(page.next ?? '')
      cursor = page.next
    }
    expect(seen).toEqual(ids)
    const theirs = await api.fetch(`/executions?cursor=${cursors[0] ?? ''}`, { tenant: 'globex' })
    expect(theirs.body).toEqual({ items: [], next: null })
  })
})

describe('what names another tenant', () => {
  test('X-Tenant-ID and its kin: ignored', async () => {
    const api = await createTestApi(backdrop)
    const plain = await api.fetch('/workflows')
    for (const name of ['x-tenant-id', 'x-tenant', 'x-forwarded-user', 'x-forwarded-host']) {
      expect((await api.fetch('/workflows', { headers: { [name]: 'globex' } })).text).toBe(plain.text)
    }
  })

  test('two tenants interleaved, with aborts in the middle: each only ever sees its own', async () => {
    const api = await createTestApi(backdrop)
    for (const tenant of ['acme', 'globex']) {
      await api.fetch(`/workflows/only-${tenant}`, { method: 'PUT', tenant, body: record })
    }
    const tokens = [backdrop.tokenOf('acme'), backdrop.tokenOf('globex')]
    const ask = async (index: number): Promise<string> => {
      const [own, foreign] = index % 2 === 0 ? ['only-acme', 'only-globex'] : ['only-globex', 'only-acme']
      const hangUp = new AbortController()
      const headers = { authorization: `Bearer ${tokens[index % 2] ?? ''}` }
      const answer = fetch(`${api.url}/workflows`, { headers, signal: hangUp.signal })
      if (index % 5 === 0) setTimeout(() => hangUp.abort(), index % 7)
      try {
        const text = await (await answer).text()
        return text.includes(own) && !text.includes(foreign) ? 'own' : text
      } catch (error) {
        if (hangUp.signal.aborted) return 'aborted'
        throw error
      }
    }
    const seen: string[] = []
    for (let wave = 0; wave < 20; wave += 1) {
      seen.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)))))
    }
    expect(new Set(seen)).toEqual(new Set(['own', 'aborted']))
    expect(seen.filter((one) => one === 'own').length).toBeGreaterThanOrEqual(800)
  })
})

describe('limits', () => {
  test('a tenant over its limit: 429 with Retry-After and RateLimit; the other one: 200', async () => {
    const api = await createTestApi(backdrop, { rateLimits: buildRateLimits({ perSecond: 0.1, burst: 60 }) })
    const answers = await Promise.all(Array.from({ length: 61 }, () => api.fetch('/workflows')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(1)
    expect(refused[0]?.body).toMatchObject({ code: 'ERR_RATE_LIMITED', retryable: true, effect: 'none' })
    expect(refused[0]?.headers.get('ratelimit-policy')).toBe('"default";q=60;w=600')
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await api.fetch('/workflows', { tenant: 'globex' })).status).toBe(200)
  })

  test('a flood of bad tokens: 429 to them, while a good token from the same address passes', async () => {
    const rateLimits = buildRateLimits({ perSecond: 1000, failuresMax: 3 })
    const api = await createTestApi(backdrop, { rateLimits })
    const bad = { headers: { authorization: 'Bearer rubbish' } }
    const statuses: number[] = []
    for (let index = 0; index < 5; index += 1) statuses.push((await api.fetch('/workflows', bad)).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    expect((await api.fetch('/workflows')).status).toBe(200)
  })
})

describe('every answer', () => {
  test('carries what keeps browsers and caches away, and nothing of who we are', async () => {
    const api = await createTestApi(backdrop)
    const { headers } = await api.fetch('/workflows', { headers: { 'x-request-id': 'mine-1' } })
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': 'mine-1',
    })
    for (const name of ['x-powered-by', 'etag', 'server']) expect(headers.has(name)).toBe(false)
  })

  test('HEAD: as GET without a body; OPTIONS and a wrong method: what is allowed', async () => {
    const api = await createTestApi(backdrop)
    const head = await api.fetch('/workflows', { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    const options = await api.fetch('/executions/1', { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    const wrong = await api.fetch('/workflows/execute', { method: 'PATCH' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'OPTIONS, POST'])
  })

  test('leaves one line in the log, without address, key or token', async () => {
    const api = await createTestApi(backdrop)
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await api.fetch('/executions/my-private-id?secret=1', {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'idempotency-key': 'private-key' },
    })
    const lines = api.logText().trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'request-ended',
      method: 'GET',
      route: '/executions/:id',
      status: 400,
      tenantId: 'acme',
      code: 'ERR_REQUEST_INVALID',
      traceId: trace,
    })
    expect(lines[0]).not.toMatch(/private|secret|eyJ/)
  })
})

describe('health', () => {
  test('the database is up: ready, whatever the broker does; it is down: 503', async () => {
    const publisher = { publish: () => Promise.resolve(), isOpen: () => true }
    const up = await createTestApi(backdrop, { publisher })
    expect(await up.fetch('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', database: 'up', broker: 'down' },
    })
    const checkDatabase = (): Promise<void> => Promise.reject(new Error('down'))
    const down = await createTestApi(backdrop, { checkDatabase })
    expect(await down.fetch('/health/ready')).toMatchObject({ status: 503, body: { status: 'unready' } })
    expect((await down.fetch('/health/live')).status).toBe(200)
  })
})

function isDocumented(
  openApi: unknown,
  method: string,
  path: string,
  answer: TestAnswer,
): string | undefined {
  const contentType = answer.headers.get('content-type') ?? ''
  return checkDocumented(openApi, { method, path, status: answer.status, contentType, body: answer.text })
}
