import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { modes } from '../contracts/execution.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import type { StepFailure } from './step-failure.ts'
import type { TokenSource } from './worker-tokens.ts'

const claimSchema = z.object({
  executionId: z.uuid(),
  workflow: z.string(),
  mode: z.enum(modes),
  /** Fences every later write. */
  attempt: z.int().positive(),
  /** Read by whoever runs it: a definition that cannot be run is an execution that fails. */
  definition: z.unknown(),
  input: z.unknown(),
  /** The steps done so far, in order. */
  steps: z.array(z.object({ index: z.int(), name: z.string(), result: z.unknown() })),
  /** Failed tries of the next step. */
  tries: z.int().min(0),
  traceparent: z.string().nullable(),
})
export type Claim = z.infer<typeof claimSchema>

const dueSchema = z.object({ claims: z.array(claimSchema), rejected: z.int() })
const statusSchema = z.object({ status: z.enum(['RUNNING', 'WAITING', 'COMPLETE', 'FAILED']) }).nullable()

/** Which write it is: everything but the tenant, which is the caller's own and never a message's. */
export interface Attempt {
  readonly executionId: string
  readonly attempt: number
}

export interface AttemptAtStep extends Attempt {
  readonly stepIndex: number
}

/** What `complete_step` is told. */
export interface CompletedStep {
  readonly result: unknown
  readonly effect?: unknown
  readonly runAfterMs?: number
  readonly last: boolean
  readonly output?: unknown
  readonly leaseMs: number
  readonly cpuMs: number
  readonly elapsedMs: number
}

/**
 * A tenant's executions as its worker sees them. `null` and `false` mean: not yours (any more), nothing was
 * written.
 */
export interface ClaimStore {
  readonly claim: (tenant: TenantId, executionId: string, leaseMs: number) => Promise<Claim | null>
  /** What no message speaks for. Settles overdue realtime executions on the way. */
  readonly claimDue: (
    tenant: TenantId,
    options: { readonly leaseMs: number; readonly batch: number; readonly graceMs: number },
  ) => Promise<{ readonly claims: readonly Claim[]; readonly rejected: number }>
  readonly completeStep: (
    tenant: TenantId,
    at: AttemptAtStep,
    step: CompletedStep,
  ) => Promise<'RUNNING' | 'WAITING' | 'COMPLETE' | 'FAILED' | null>
  readonly retryLater: (
    tenant: TenantId,
    at: AttemptAtStep,
    failure: StepFailure,
    afterMs: number,
  ) => Promise<boolean>
  readonly failExecution: (tenant: TenantId, at: AttemptAtStep, failure: StepFailure) => Promise<boolean>
  readonly renewLease: (tenant: TenantId, at: Attempt, leaseMs: number) => Promise<boolean>
  /** Due at once for another worker. */
  readonly giveBack: (tenant: TenantId, at: Attempt) => Promise<boolean>
  readonly readReport: (tenant: TenantId, report: string, signal: AbortSignal) => Promise<unknown>
}

/** Calls one function of a tenant in the database, as `callTenantFunction` does. */
export type CallTenantFunction = (call: {
  readonly tenant: TenantId
  readonly name: string
  readonly token: string
  readonly args: readonly unknown[]
  readonly signal?: AbortSignal
}) => Promise<unknown>

/** Speaks to the database's functions with the token of the very tenant they belong to. */
export function buildClaimStore(dependencies: {
  readonly call: CallTenantFunction
  readonly tokens: TokenSource
  /** Written beside each lease, for people. */
  readonly workerId: string
}): ClaimStore {
  const { call, tokens, workerId } = dependencies
  const ask = async (
    tenant: TenantId,
    name: string,
    args: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<unknown> => {
    const rest = { tenant, name, args, ...(signal === undefined ? {} : { signal }) }
    const token = await tokens.tokenFor(tenant)
    try {
      return await call({ ...rest, token })
    } catch (error) {
      if (!isRefused(error)) throw error
      // Its key may have been removed. A refusal comes before anything is done, so once more with a fresh one:
      // an execution in hand need not wait for its lease to run out.
      tokens.forget(tenant, token)
    }
    const fresh = await tokens.tokenFor(tenant)
    try {
      return await call({ ...rest, token: fresh })
    } catch (error) {
      if (isRefused(error)) tokens.forget(tenant, fresh)
      throw error
    }
  }
  const errorOf = ({ code, message }: StepFailure): object => ({ code, message })
  return {
    claim: async (tenant, executionId, leaseMs) =>
      claimSchema.nullable().parse(await ask(tenant, 'claim', [executionId, workerId, leaseMs])),
    claimDue: async (tenant, { leaseMs, batch, graceMs }) =>
      dueSchema.parse(await ask(tenant, 'claim_due', [workerId, leaseMs, batch, graceMs])),
    completeStep: async (tenant, { executionId, attempt, stepIndex }, step) => {
      const answer = await ask(tenant, 'complete_step', [executionId, attempt, stepIndex, step])
      return statusSchema.parse(answer)?.status ?? null
    },
    retryLater: async (tenant, { executionId, attempt, stepIndex }, failure, afterMs) => {
      const args = [executionId, attempt, stepIndex, errorOf(failure), afterMs]
      return statusSchema.parse(await ask(tenant, 'retry_later', args)) !== null
    },
    failExecution: async (tenant, { executionId, attempt, stepIndex }, failure) => {
      const args = [executionId, attempt, stepIndex, errorOf(failure)]
      return statusSchema.parse(await ask(tenant, 'fail_execution', args)) !== null
    },
    renewLease: async (tenant, { executionId, attempt }, leaseMs) =>
      z.boolean().parse(await ask(tenant, 'renew_lease', [executionId, attempt, leaseMs])),
    giveBack: async (tenant, { executionId, attempt }) =>
      z.boolean().parse(await ask(tenant, 'give_back', [executionId, attempt])),
    readReport: (tenant, report, signal) => ask(tenant, 'analytics', [report], signal),
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof EasyFlowError && error.code === 'ERR_DATABASE_REFUSED'
}
