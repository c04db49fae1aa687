import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { TenantId } from '../contracts/tenant-id.ts'
import {
  createWorkerWorld,
  type Change,
  type ExecutionRow,
  type TestWorker,
  type WorkerWorld,
} from '../test-support/create-worker-world.ts'
import { eventually } from '../test-support/eventually.ts'
import type { StepRunners } from './steps/step-runner.ts'

const LEASE_MS = 400
let world: WorkerWorld
let acme: TenantId
const started: TestWorker[] = []

beforeAll(async () => {
  world = await createWorkerWorld()
  ;({ acme } = world)
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()))
})
afterAll(async () => {
  await world.close()
})

const start = async (change?: Change): Promise<TestWorker> => {
  const worker = await world.startWorker(change)
  started.push(worker)
  return worker
}

const toBe = (status: ExecutionRow['status'], executionId: string): Promise<ExecutionRow> =>
  eventually(
    `the execution to be ${status}`,
    async () => {
      const row = await world.read(acme, executionId)
      return row.status === status ? row : undefined
    },
    { withinMs: 8000 },
  )

const effectsOf = (executionId: string): Promise<readonly object[]> =>
  world.superuser.rows(`select value from tenant_${acme}.effects where execution_id = $1`, [executionId])

/** A point at which the worker stops until it is let on. */
function createGate(): { reached: Promise<void>; open: () => void; pass: () => Promise<void> } {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    open: opened.resolve,
    pass: () => {
      reached.resolve()
      return opened.promise
    },
  }
}

/** Records what the worker of this name recorded, after the gate. */
const recordingAfter =
  (gate: { pass: () => Promise<void> }, name: string): StepRunners['record'] =>
  async () => {
    await gate.pass()
    return { result: name, effect: name, cpuMs: 0 }
  }

test('a hint that comes after the api has rejected: nothing starts, and the row stays REJECTED', async () => {
  const { hint } = await start()
  const id = await world.submit(acme, { workflow: 'record-note', mode: 'realtime', startWithinMs: 60_000 })
  expect(await world.reject(acme, id)).toMatchObject({ changed: true })
  await hint(acme, id)
  const later = await world.submit(acme, { workflow: 'echo' })
  await hint(acme, later)
  await toBe('COMPLETE', later)
  expect(await world.read(acme, id)).toMatchObject({ status: 'REJECTED', attempt: 0 })
  expect(await effectsOf(id)).toEqual([])
})

test('the api wants to reject what a worker has in hand: it cannot, and the execution completes', async () => {
  const gate = createGate()
  const { hint } = await start(({ steps }) => ({
    steps: { ...steps, record: recordingAfter(gate, 'first') },
  }))
  const id = await world.submit(acme, { workflow: 'record-note', mode: 'realtime', startWithinMs: 60_000 })
  await hint(acme, id)
  await gate.reached
  expect(await world.reject(acme, id)).toMatchObject({ changed: false, execution: { status: 'RUNNING' } })
  gate.open()
  await toBe('COMPLETE', id)
  expect(await effectsOf(id)).toEqual([{ value: 'first' }])
})

test('a realtime hint that comes too late: the worker itself turns the row into REJECTED', async () => {
  const gate = createGate()
  const { hint } = await start(({ store }) => ({
    store: {
      ...store,
      claim: async (...args) => {
        await gate.pass()
        return store.claim(...args)
      },
    },
  }))
  const id = await world.submit(acme, { workflow: 'record-note', mode: 'realtime', startWithinMs: 60_000 })
  await hint(acme, id)
  await gate.reached
  await world.superuser.rows(
    `update tenant_${acme}.workflow_executions set start_by = clock_timestamp() where execution_id = $1`,
    [id],
  )
  gate.open()
  expect(await toBe('REJECTED', id)).toMatchObject({ attempt: 0 })
  expect(await effectsOf(id)).toEqual([])
})

test('the api died between commit and publish, realtime: claimed by nobody, and settled as REJECTED', async () => {
  const id = await world.submit(acme, { workflow: 'record-note', mode: 'realtime', startWithinMs: 1 })
  await start({ sweepMs: 20 })
  expect(await toBe('REJECTED', id)).toMatchObject({ attempt: 0 })
  expect(await effectsOf(id)).toEqual([])
})

test('two workers and twenty hints for one execution: it runs once', async () => {
  const workers = [await start(), await start()]
  const id = await world.submit(acme, { workflow: 'record-note', input: 'once' })
  await Promise.all(Array.from({ length: 20 }, async (_, index) => workers[index % 2]?.hint(acme, id)))
  expect(await toBe('COMPLETE', id)).toMatchObject({ attempt: 1 })
  expect(await effectsOf(id)).toEqual([{ value: 'once' }])
})

test('a worker paused beyond its lease: another one finishes, and what the first writes later is discarded', async () => {
  const paused = createGate()
  const fenced = Promise.withResolvers<unknown>()
  const first = await start(({ steps, store }) => ({
    leaseMs: LEASE_MS,
    steps: { ...steps, record: recordingAfter(paused, 'first') },
    store: {
      ...store,
      // A paused process renews nothing, and does not notice either.
      renewLease: () => Promise.resolve(true),
      completeStep: async (...args) => {
        const status = await store.completeStep(...args)
        fenced.resolve(status)
        return status
      },
    },
  }))
  const id = await world.submit(acme, { workflow: 'record-note' })
  await first.hint(acme, id)
  await paused.reached
  await start(({ steps }) => ({
    sweepMs: 20,
    steps: { ...steps, record: () => Promise.resolve({ result: 'second', effect: 'second', cpuMs: 0 }) },
  }))
  expect(await toBe('COMPLETE', id)).toMatchObject({ result: 'second', attempt: 2 })
  paused.open()
  expect(await fenced.promise).toBe(null)
  expect(await effectsOf(id)).toEqual([{ value: 'second' }])
})

test('a step longer than the lease: renewed on the way, so nobody else takes it', async () => {
  const gate = createGate()
  let renewals = 0
  const first = await start(({ steps, store }) => ({
    leaseMs: LEASE_MS,
    steps: { ...steps, record: recordingAfter(gate, 'first') },
    store: {
      ...store,
      renewLease: async (...args) => {
        const isHeld = await store.renewLease(...args)
        renewals += 1
        if (renewals === 5) gate.open()
        return isHeld
      },
    },
  }))
  await start({ sweepMs: 20 })
  const id = await world.submit(acme, { workflow: 'record-note' })
  await first.hint(acme, id)
  expect(await toBe('COMPLETE', id)).toMatchObject({ result: 'first', attempt: 1 })
})

test('a worker stopped in the middle of a step: given back, and another finishes at once, not after the lease', async () => {
  const gate = createGate()
  const first = await world.startWorker(({ steps }) => ({
    leaseMs: 600_000,
    steps: { ...steps, record: recordingAfter(gate, 'first') },
  }))
  const id = await world.submit(acme, { workflow: 'record-note', input: 'second' })
  await first.hint(acme, id)
  await gate.reached
  await first.worker.stopTaking()
  await first.worker.finish(AbortSignal.abort())
  expect(await world.read(acme, id)).toMatchObject({ status: 'WAITING', attempt: 1 })
  await start({ sweepMs: 20 })
  expect(await toBe('COMPLETE', id)).toMatchObject({ result: 'second', attempt: 2 })
  gate.open()
  expect(await effectsOf(id)).toEqual([{ value: 'second' }])
})

test('a worker killed between two steps: the next one goes on after the last stored step', async () => {
  const gate = createGate()
  let transforms = 0
  const change: Change = ({ steps, store }) => ({
    leaseMs: LEASE_MS,
    steps: {
      ...steps,
      transform: (...args) => {
        transforms += 1
        return steps.transform(...args)
      },
    },
    store: {
      ...store,
      renewLease: () => Promise.resolve(true),
      completeStep: async (tenant, at, step) => {
        if (at.stepIndex === 1) await gate.pass()
        return store.completeStep(tenant, at, step)
      },
    },
  })
  await world.putWorkflow(acme, 'two-steps', {
    steps: [
      { name: 'one', kind: 'transform', expression: '1' },
      { name: 'two', kind: 'record', input: 'steps.one + 1' },
    ],
  })
  const first = await start(change)
  const id = await world.submit(acme, { workflow: 'two-steps' })
  await first.hint(acme, id)
  await gate.reached
  await start({ sweepMs: 20 })
  expect(await toBe('COMPLETE', id)).toMatchObject({ result: 2, attempt: 2 })
  gate.open()
  expect(transforms).toBe(1)
  expect(await effectsOf(id)).toEqual([{ value: 2 }])
})
