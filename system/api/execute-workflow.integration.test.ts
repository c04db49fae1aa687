import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { createApiBackdrop, type ApiBackdrop } from '../test-support/create-api-backdrop.ts'
import { createTestApi, type TestAnswer, type TestApi } from '../test-support/create-test-api.ts'
import type { HintPublisher } from './api-dependencies.ts'
import { buildExecutionStore } from './build-execution-store.ts'
import type { ExecutionStore } from './execution-store.ts'

let backdrop: ApiBackdrop

beforeAll(async () => {
  backdrop = await createApiBackdrop()
  for (const tenant of ['acme', 'globex']) {
    await backdrop.callAsCaller(tenant, 'put_workflow', [
      'note',
      { steps: [{ name: 'only', kind: 'record' }] },
    ])
  }
})
afterAll(() => backdrop.close())

const down = (): EasyFlowError => new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'The broker is down')

describe('the hint cannot be published', () => {
  test('realtime: 503, nothing was started, the row is REJECTED, and a late hint changes nothing', async () => {
    const api = await createTestApi(backdrop, { publisher: publisherThat(() => Promise.reject(down())) })
    const answer = await submit(api, 'realtime')
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'ERR_QUEUE_UNAVAILABLE', retryable: true, effect: 'none' },
    })
    expect(answer.headers.get('retry-after')).toBe('2')
    const row = await newestRow()
    expect(row).toMatchObject({ mode: 'realtime', status: 'REJECTED', attempt: 0 })
    expect(await claim(row.id)).toBeNull()
    expect(await newestRow()).toEqual(row)
  })

  test('realtime, but a worker claims it between commit and take-back: 202, never 503', async () => {
    const publisher = publisherThat(async (executionId) => {
      expect(await claim(executionId)).toMatchObject({ executionId, attempt: 1 })
      throw down()
    })
    const api = await createTestApi(backdrop, { publisher })
    const answer = await submit(api, 'realtime')
    const row = await newestRow()
    expect(answer).toMatchObject({ status: 202, body: { executionId: row.id } })
    expect(row.status).toBe('RUNNING')
  })

  test('realtime, and whoever finds it overdue rejects it first: 503, effect none', async () => {
    const publisher = publisherThat(async (executionId) => {
      await overdue(executionId)
      expect(await claim(executionId)).toBeNull()
      throw down()
    })
    const api = await createTestApi(backdrop, { publisher })
    expect(await submit(api, 'realtime')).toMatchObject({ status: 503, body: { effect: 'none' } })
    expect((await newestRow()).status).toBe('REJECTED')
  })

  test('realtime, and the take-back is not confirmed in time: 503, effect unknown', async () => {
    const lock = Promise.withResolvers<undefined>()
    const publisher = publisherThat(async (executionId) => {
      await backdrop.superuser.rows('begin')
      await backdrop.superuser.rows(
        'select from tenant_acme.workflow_executions where execution_id = $1 for update',
        [executionId],
      )
      lock.resolve(undefined)
      throw down()
    })
    const api = await createTestApi(backdrop, { publisher })
    const answer = await submit(api, 'realtime')
    await lock.promise
    await backdrop.superuser.rows('rollback')
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'ERR_OUTCOME_UNKNOWN', retryable: true, effect: 'unknown' },
    })
    expect(answer.headers.get('retry-after')).toBe('2')
  })

  test.each(['balanced', 'eco'])('%s: 202, and the sweeper finds the row', async (mode) => {
    const api = await createTestApi(backdrop, { publisher: publisherThat(() => Promise.reject(down())) })
    const answer = await submit(api, mode)
    expect(answer.status).toBe(202)
    const swept = await backdrop.callAsWorker('acme', 'claim_due', ['sweeper', 10_000, 100, 0])
    expect(JSON.stringify(swept)).toContain(String(answer.body['executionId']))
    expect(api.logText()).toContain('publish-failed')
  })
})

describe('the broker refuses the identity', () => {
  const refusing = (): HintPublisher =>
    publisherThat(() =>
      Promise.reject(
        new EasyFlowError('ERR_BROKER_REFUSED', 'The broker refused publish', { facts: { kafkaCode: 29 } }),
      ),
    )
  test('realtime: 403, and the row is REJECTED', async () => {
    const api = await createTestApi(backdrop, { publisher: refusing() })
    expect(await submit(api, 'realtime')).toMatchObject({
      status: 403,
      body: { code: 'ERR_BROKER_REFUSED', facts: { kafkaCode: 29 }, effect: 'none' },
    })
    expect((await newestRow()).status).toBe('REJECTED')
  })
  test('balanced: 202, for the row is committed, and the refusal is logged', async () => {
    const api = await createTestApi(backdrop, { publisher: refusing() })
    expect((await submit(api, 'balanced')).status).toBe(202)
    expect(api.logText()).toContain('ERR_BROKER_REFUSED')
  })
})

describe('the breaker is open', () => {
  test('realtime: 503, effect none, and the database is not touched; balanced: 202', async () => {
    const calls: string[] = []
    const api = await createTestApi(backdrop, {
      publisher: { publish: () => Promise.reject(down()), isOpen: () => true },
      store: noting(buildExecutionStore(backdrop.apiPool), calls),
    })
    expect(await submit(api, 'realtime')).toMatchObject({
      status: 503,
      body: { code: 'ERR_QUEUE_UNAVAILABLE', effect: 'none', facts: { reason: 'breaker' } },
    })
    expect(calls).toEqual([])
    expect((await submit(api, 'balanced')).status).toBe(202)
    expect(calls).toEqual(['submit'])
  })
})

describe('the same Idempotency-Key', () => {
  test('while the first is undecided: 409 with Retry-After; once a worker has it: the same 202 again', async () => {
    const reached = Promise.withResolvers<string>()
    const gate = Promise.withResolvers<undefined>()
    const publisher = publisherThat(async (executionId) => {
      reached.resolve(executionId)
      await gate.promise
    })
    const api = await createTestApi(backdrop, { publisher })
    const first = submit(api, 'realtime', 'key-1')
    const id = await reached.promise
    const second = await submit(api, 'realtime', 'key-1')
    expect(second).toMatchObject({ status: 409, body: { code: 'ERR_IDEMPOTENCY_IN_PROGRESS' } })
    expect(second.headers.get('retry-after')).toBe('1')
    gate.resolve(undefined)
    expect(await first).toMatchObject({ status: 202, body: { executionId: id } })
    await claim(id)
    const third = await submit(api, 'realtime', 'key-1')
    expect(third).toMatchObject({ status: 202, text: (await first).text })
    expect(third.headers.get('idempotency-replayed')).toBe('true')
  })

  test('ten at once: one row, one hint', async () => {
    const api = await createTestApi(backdrop)
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(api, 'balanced', 'key-ten')))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202))
    expect(api.hints).toHaveLength(1)
  })

  test('on a REJECTED row: that very row is queued again, and its hint is published', async () => {
    const outage = await createTestApi(backdrop, { publisher: publisherThat(() => Promise.reject(down())) })
    expect((await submit(outage, 'realtime', 'key-2')).status).toBe(503)
    const { id } = await newestRow()
    const api = await createTestApi(backdrop)
    expect(await submit(api, 'realtime', 'key-2')).toMatchObject({ status: 202, body: { executionId: id } })
    expect(api.hints).toEqual([{ version: 1, executionId: id, mode: 'realtime' }])
    expect(await claim(id)).toMatchObject({ attempt: 1 })
  })

  test('with another body, mode or workflow: 422; spelled in another order: the stored answer', async () => {
    const api = await createTestApi(backdrop)
    const first = await submit(api, 'balanced', 'key-3', { a: 1, b: { c: [1, 2], d: null } })
    const same = await submit(api, 'balanced', 'key-3', { b: { d: null, c: [1, 2] }, a: 1 })
    expect(same).toMatchObject({ status: 202, text: first.text })
    for (const other of [
      submit(api, 'balanced', 'key-3', { a: 1, b: { c: [2, 1], d: null } }),
      submit(api, 'eco', 'key-3', { a: 1, b: { c: [1, 2], d: null } }),
    ]) {
      expect(await other).toMatchObject({ status: 422, body: { code: 'ERR_IDEMPOTENCY_MISMATCH' } })
    }
  })

  test("another tenant's key: nothing is known of it", async () => {
    const api = await createTestApi(backdrop)
    const ours = await submit(api, 'balanced', 'key-4')
    const theirs = await api.fetch('/workflows/execute', {
      tenant: 'globex',
      headers: { 'idempotency-key': 'key-4' },
      body: { workflow: 'note', input: 'other', mode: 'balanced' },
    })
    expect(theirs.status).toBe(202)
    expect(theirs.body['executionId']).not.toBe(ours.body['executionId'])
  })
})

interface Row {
  readonly id: string
  readonly status: unknown
  readonly mode: unknown
  readonly attempt: unknown
}

async function newestRow(): Promise<Row> {
  const [row] = await backdrop.superuser.rows(
    'select execution_id, status, mode, attempt from tenant_acme.workflow_executions order by created_at desc limit 1',
  )
  return {
    id: String(row?.['execution_id']),
    status: row?.['status'],
    mode: row?.['mode'],
    attempt: row?.['attempt'],
  }
}

async function overdue(executionId: string): Promise<void> {
  await backdrop.superuser.rows(
    "update tenant_acme.workflow_executions set start_by = clock_timestamp() - interval '1 ms' where execution_id = $1",
    [executionId],
  )
}

const claim = (executionId: string): Promise<unknown> =>
  backdrop.callAsWorker('acme', 'claim', [executionId, 'test-worker', 10_000])

function submit(api: TestApi, mode: string, key?: string, input: unknown = null): Promise<TestAnswer> {
  return api.fetch('/workflows/execute', {
    headers: key === undefined ? {} : { 'idempotency-key': key },
    body: { workflow: 'note', input, mode },
  })
}

function publisherThat(publish: (executionId: string) => Promise<void>): HintPublisher {
  return { publish: (_identity, hint) => publish(hint.executionId), isOpen: () => false }
}

function noting(store: ExecutionStore, calls: string[]): ExecutionStore {
  return {
    ...store,
    submit: (identity, submission) => {
      calls.push('submit')
      return store.submit(identity, submission)
    },
  }
}
