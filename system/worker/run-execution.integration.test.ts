import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { TenantId } from '../contracts/tenant-id.ts'
import {
  createWorkerWorld,
  type ExecutionRow,
  type TestWorker,
  type WorkerWorld,
} from '../test-support/create-worker-world.ts'
import { eventually } from '../test-support/eventually.ts'
import type { ClaimStore } from './claim-store.ts'
import { StepError } from './step-failure.ts'

let world: WorkerWorld
let acme: TenantId
let globex: TenantId
let started: TestWorker | undefined

beforeAll(async () => {
  world = await createWorkerWorld()
  ;({ acme, globex } = world)
})
afterEach(async () => {
  await started?.stop()
  started = undefined
})
afterAll(async () => {
  await world.close()
})

const start = async (change?: Parameters<WorkerWorld['startWorker']>[0]): Promise<TestWorker> => {
  started = await world.startWorker(change)
  return started
}

const toBe = (status: ExecutionRow['status'], tenant: TenantId, executionId: string): Promise<ExecutionRow> =>
  eventually(
    `the execution to be ${status}`,
    async () => {
      const row = await world.read(tenant, executionId)
      return row.status === status ? row : undefined
    },
    { withinMs: 8000 },
  )

/** Counts the calls of a store by name. */
function counting(store: ClaimStore): { readonly store: ClaimStore; readonly calls: string[] } {
  const calls: string[] = []
  const counted = Object.entries(store).map(([name, call]: [string, (...args: never[]) => unknown]) => [
    name,
    (...args: never[]) => {
      calls.push(name)
      return call(...args)
    },
  ])
  return { store: Object.fromEntries(counted) as ClaimStore, calls }
}

test('an execution of one step: complete with its result, and two calls of the database', async () => {
  let calls: readonly string[] = []
  const { hint } = await start((usual) => {
    const counted = counting(usual.store)
    calls = counted.calls
    return { store: counted.store }
  })
  const id = await world.submit(acme, { workflow: 'echo', input: { n: 1 } })
  await hint(acme, id)
  expect(await toBe('COMPLETE', acme, id)).toMatchObject({ result: { n: 1 }, error: null, attempt: 1 })
  expect(calls.filter((name) => name !== 'claimDue')).toEqual(['claim', 'completeStep'])
})

test('four steps, each building on the others: the report is recorded once, from the own orders', async () => {
  const { hint } = await start()
  const id = await world.submit(acme, { workflow: 'order-report' })
  await hint(acme, id)
  const { result } = await toBe('COMPLETE', acme, id)
  const [orders] = await world.superuser.rows(`select count(*)::int as orders from tenant_${acme}.orders`)
  const effects = await world.superuser.rows(
    `select value from tenant_${acme}.effects where execution_id = $1`,
    [id],
  )
  expect(result).toMatchObject(orders ?? {})
  expect(effects).toEqual([{ value: result }])
})

test('a wait: the row rests as WAITING, and the step after it runs when it is due', async () => {
  const { hint } = await start()
  const id = await world.submit(acme, { workflow: 'slow-note', input: { text: 'late' } })
  await hint(acme, id)
  await toBe('WAITING', acme, id)
  expect(await toBe('COMPLETE', acme, id)).toMatchObject({ result: { text: 'late' }, attempt: 2 })
})

test('a step that fails twice and then works: tried again after a pause, complete at the third attempt', async () => {
  let tries = 0
  const { hint } = await start(({ steps }) => ({
    steps: {
      ...steps,
      analytics: () => {
        tries += 1
        return tries < 3
          ? Promise.reject(new StepError('not yet', { isPermanent: false }))
          : Promise.resolve({ result: 'done', cpuMs: 0 })
      },
    },
  }))
  await world.putWorkflow(acme, 'flaky', {
    steps: [
      { name: 'a', kind: 'analytics', report: 'order_totals', retry: { attemptsMax: 3, backoffMs: 5 } },
    ],
  })
  const id = await world.submit(acme, { workflow: 'flaky' })
  await hint(acme, id)
  expect(await toBe('COMPLETE', acme, id)).toMatchObject({ result: 'done', attempt: 3 })
})

test('a step that fails as often as it may: FAILED, with the code and the reason', async () => {
  const { hint } = await start(({ steps }) => ({
    steps: { ...steps, analytics: () => Promise.reject(new StepError('no luck', { isPermanent: false })) },
  }))
  await world.putWorkflow(acme, 'hopeless', {
    steps: [
      { name: 'a', kind: 'analytics', report: 'order_totals', retry: { attemptsMax: 2, backoffMs: 5 } },
    ],
  })
  const id = await world.submit(acme, { workflow: 'hopeless' })
  await hint(acme, id)
  const row = await toBe('FAILED', acme, id)
  expect(row).toMatchObject({ error: { code: 'ERR_STEP_FAILED', message: 'no luck' }, attempt: 2 })
})

test('an expression that cannot work: FAILED at once, whatever its policy allows', async () => {
  const { hint } = await start()
  await world.putWorkflow(acme, 'wrong', {
    steps: [
      { name: 'a', kind: 'transform', expression: '$error("no")', retry: { attemptsMax: 5, backoffMs: 5 } },
    ],
  })
  const id = await world.submit(acme, { workflow: 'wrong' })
  await hint(acme, id)
  expect(await toBe('FAILED', acme, id)).toMatchObject({ error: { code: 'ERR_STEP_FAILED' }, attempt: 1 })
})

test('a step that does not end: told to stop when its time is up, and FAILED', async () => {
  let told: AbortSignal | undefined
  const { hint } = await start(({ steps }) => ({
    steps: {
      ...steps,
      analytics: (_, { signal }) => {
        told = signal
        return Promise.withResolvers<never>().promise
      },
    },
  }))
  await world.putWorkflow(acme, 'endless', {
    steps: [
      {
        name: 'a',
        kind: 'analytics',
        report: 'order_totals',
        timeLimitMs: 30,
        retry: { attemptsMax: 1, backoffMs: 0 },
      },
    ],
  })
  const id = await world.submit(acme, { workflow: 'endless' })
  await hint(acme, id)
  expect(await toBe('FAILED', acme, id)).toMatchObject({
    error: { message: 'The step took longer than 30 ms' },
  })
  expect(told?.aborted).toBe(true)
})

test("a hint on globex's topic that names acme's execution: acme's row is not touched", async () => {
  const { hint } = await start()
  const id = await world.submit(acme, { workflow: 'echo' })
  await hint(globex, id)
  await hint(globex, randomUUID())
  const own = await world.submit(globex, { workflow: 'echo' })
  await hint(globex, own)
  await toBe('COMPLETE', globex, own)
  expect(await world.read(acme, id)).toMatchObject({ status: 'QUEUED', attempt: 0 })
})

test('a row that no hint ever named: found by the sweeper and run', async () => {
  const id = await world.submit(acme, { workflow: 'echo', input: 7 })
  await world.superuser.rows(
    `update tenant_${acme}.workflow_executions set queued_at = queued_at - interval '1 minute' where execution_id = $1`,
    [id],
  )
  await start({ sweepMs: 30 })
  expect(await toBe('COMPLETE', acme, id)).toMatchObject({ result: 7 })
})
