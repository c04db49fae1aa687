import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { executionStatuses } from '../contracts/execution.ts'
import type { Hint } from '../contracts/hint.ts'
import { parseTenantId, type TenantId } from '../contracts/tenant-id.ts'
import type { WorkflowDefinition } from '../contracts/workflow-definition.ts'
import { callTenantFunction } from '../platform/database/call-tenant-function.ts'
import { openPool } from '../platform/database/open-pool.ts'
import type { TenantConsumerOptions } from '../platform/kafka/tenant-consumer.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { buildWorker, type Worker, type WorkerDependencies } from '../worker/build-worker.ts'
import { buildClaimStore, type CallTenantFunction } from '../worker/claim-store.ts'
import { startEvaluator, type Evaluator } from '../worker/expressions/start-evaluator.ts'
import { buildStepRunners } from '../worker/steps/build-step-runners.ts'
import { createDatabase } from './create-database.ts'
import { createDemoTenants } from './create-demo-tenants.ts'
import { openSuperuser, type Superuser } from './open-superuser.ts'
import { claimsOf } from './sign-test-token.ts'
import { createTestIssuer } from './test-issuer.ts'

const executionSchema = z.object({
  executionId: z.string(),
  status: z.enum(executionStatuses),
  result: z.unknown(),
  error: z.unknown(),
  attempt: z.int(),
  startBy: z.string().nullable(),
})
export type ExecutionRow = z.infer<typeof executionSchema>

/** What a worker is to be built with instead. */
export type Change =
  Partial<WorkerDependencies> | ((usual: WorkerDependencies) => Partial<WorkerDependencies>)

export interface WorkerWorld {
  readonly acme: TenantId
  readonly globex: TenantId
  readonly superuser: Superuser
  readonly putWorkflow: (tenant: TenantId, name: string, definition: WorkflowDefinition) => Promise<void>
  /** Accepts an execution as the api does. @returns its id. */
  readonly submit: (tenant: TenantId, request: SubmitRequest) => Promise<string>
  readonly read: (tenant: TenantId, executionId: string) => Promise<ExecutionRow>
  /** A worker of both tenants on the real database; hints come from `hint` instead of a broker. */
  readonly startWorker: (change?: Change) => Promise<TestWorker>
  /** Asks as the api does whether nothing has started it; the row is REJECTED then. */
  readonly reject: (tenant: TenantId, executionId: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

export interface SubmitRequest {
  readonly workflow: string
  readonly mode?: 'realtime' | 'balanced' | 'eco'
  readonly input?: unknown
  readonly startWithinMs?: number
}

export interface TestWorker {
  readonly worker: Worker
  /** Hands a hint over; resolves when the worker has taken it. */
  readonly hint: (tenant: TenantId, executionId: string) => Promise<void>
  /** Stops properly: finishes what is in hand. */
  readonly stop: () => Promise<void>
}

/** A migrated database with two tenants, and workers of them. */
export async function createWorkerWorld(): Promise<WorkerWorld> {
  const issuer = await createTestIssuer()
  const database = await createDatabase()
  // Roles belong to the server: two files that make a tenant of one name at the same time would collide.
  const suffix = randomBytes(4).toString('hex')
  const [acme, globex] = [parseTenantId(`acme${suffix}`), parseTenantId(`globex${suffix}`)]
  const tenants = [acme, globex]
  await createDemoTenants(database.installerUrl, issuer, tenants)
  const superuser = await openSuperuser(database.installerUrl)
  const pool = (url: string): ReturnType<typeof openPool> =>
    openPool({ url, max: 10, applicationName: 'test', onError: () => undefined })
  const [apiPool, workerPool] = [pool(database.apiUrl), pool(database.workerUrl)]
  const evaluator = startEvaluator({ threads: 1 })
  const workers = new Set<TestWorker>()
  const parts: Parts = {
    call: (call) => callTenantFunction(workerPool, call),
    evaluator,
    tokenFor: (tenant) => issuer.sign(claimsOf(tenant, 'worker')),
    tenants,
  }
  const ask = (tenant: TenantId, name: string, args: readonly unknown[]): Promise<unknown> =>
    callTenantFunction(apiPool, { tenant, name, token: issuer.sign(claimsOf(tenant)), args })
  return {
    acme,
    globex,
    superuser,
    putWorkflow: async (tenant, name, definition) => {
      await ask(tenant, 'put_workflow', [name, definition])
    },
    submit: async (tenant, { workflow, mode = 'balanced', input = {}, startWithinMs }) => {
      const executionId = randomUUID()
      const request = {
        executionId,
        workflow,
        mode,
        input,
        ...(startWithinMs === undefined ? {} : { startWithinMs }),
      }
      await ask(tenant, 'submit', [request])
      return executionId
    },
    reject: async (tenant, executionId) => {
      const { startBy } = executionSchema.parse(await ask(tenant, 'get_execution', [executionId]))
      return ask(tenant, 'reject_execution', [executionId, startBy])
    },
    read: async (tenant, executionId) =>
      executionSchema.parse(await ask(tenant, 'get_execution', [executionId])),
    startWorker: async (change = {}) => {
      const test = await startTestWorker({ ...parts, workerId: `test-${String(workers.size)}` }, change)
      workers.add(test)
      return test
    },
    close: async () => {
      await Promise.all([...workers].map((test) => test.stop()))
      await Promise.all([
        evaluator.close(),
        apiPool.end(),
        workerPool.end(),
        superuser.close(),
        issuer.close(),
      ])
    },
  }
}

interface Parts {
  readonly call: CallTenantFunction
  readonly evaluator: Evaluator
  readonly tokenFor: (tenant: TenantId) => string
  readonly tenants: readonly TenantId[]
}

async function startTestWorker(
  { call, evaluator, tokenFor, tenants, workerId }: Parts & { readonly workerId: string },
  change: Change,
): Promise<TestWorker> {
  const takers = new Map<TenantId, Pick<TenantConsumerOptions, 'onHint'>>()
  const tokens = {
    tokenFor: (tenant: TenantId) => Promise.resolve(tokenFor(tenant)),
    forget: () => undefined,
  }
  const store = buildClaimStore({ call, tokens, workerId })
  const usual: WorkerDependencies = {
    store,
    steps: buildStepRunners(evaluator, store),
    startConsumer: (options) => {
      takers.set(options.tenant, options)
      return joinedConsumer
    },
    clock: { now: Date.now, random: Math.random },
    log: buildLogger({ part: 'worker', level: 'silent' }),
    leaseMs: 5000,
    concurrency: 8,
    // Longer than a test: who wants a sweep says so.
    sweepMs: 600_000,
  }
  const worker = buildWorker({ ...usual, ...(typeof change === 'function' ? change(usual) : change) })
  await worker.assign(tenants)
  return {
    worker,
    hint: async (tenant, executionId) => {
      const hint: Hint = { version: 1, executionId, mode: 'balanced' }
      await takers.get(tenant)?.onHint(hint, { partition: 0, offset: '0' })
    },
    stop: async () => {
      await worker.stopTaking()
      await worker.finish(new AbortController().signal)
    },
  }
}

/** Hints come, as far as the worker can tell. */
const joinedConsumer: ReturnType<WorkerDependencies['startConsumer']> = {
  health: () => ({
    state: 'joined',
    joinedOnce: true,
    lastFetchAt: 0,
    failuresInARow: 0,
    failure: null,
    hints: 0,
    poison: 0,
  }),
  stop: () => Promise.resolve(),
}
