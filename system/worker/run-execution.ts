import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { KafkaLog } from '../platform/kafka/kafka-log.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { workflowDefinitionSchema, type Step } from '../contracts/workflow-definition.ts'
import { DEFAULT_RETRY, decideRetry } from '../workflow/decide-retry.ts'
import type { AttemptAtStep, Claim, ClaimStore } from './claim-store.ts'
import { keepLease, type Lease } from './keep-lease.ts'
import { runStep } from './run-step.ts'
import { describeStepFailure, StepError } from './step-failure.ts'
import type { StepOutcome, StepRunners } from './steps/step-runner.ts'

export interface RunDependencies {
  readonly tenant: TenantId
  readonly store: ClaimStore
  readonly steps: StepRunners
  readonly leaseMs: number
  /** Aborts when the worker has to give back what it has in hand. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Pick<KafkaLog, 'info' | 'warn'>
}

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** From 0 up to 1. */
  readonly random: () => number
}

/**
 * complete   every step is stored
 * waiting    rests; due again after `afterMs`
 * failed     given up for good
 * fenced     the lease was lost; whatever this attempt still had was discarded
 * given-back the worker stops; due at once for another
 */
export type RunEnd =
  | { readonly outcome: 'complete' | 'failed' | 'fenced' | 'given-back' }
  | { readonly outcome: 'waiting'; readonly afterMs: number }

/**
 * Runs a claimed execution from its first step that is not stored: step, store, next. The result of a step
 * is stored with everything that follows from it in one call, so that an execution of one step costs a
 * claim and that call.
 *
 * @throws {EasyFlowError} when the database does not answer: the lease then runs out, and another worker
 *   goes on from what is stored.
 */
export async function runExecution(claim: Claim, dependencies: RunDependencies): Promise<RunEnd> {
  const { tenant, store, leaseMs, clock, signal } = dependencies
  const lease = keepLease(leaseMs, () => store.renewLease(tenant, claim, leaseMs), clock.now)
  try {
    return await runSteps(claim, dependencies, lease)
  } catch (error) {
    if (lease.lost.aborted) return { outcome: 'fenced' }
    if (!signal.aborted) throw error
    return { outcome: (await store.giveBack(tenant, claim)) ? 'given-back' : 'fenced' }
  } finally {
    lease.release()
  }
}

async function runSteps(claim: Claim, dependencies: RunDependencies, lease: Lease): Promise<RunEnd> {
  const definition = workflowDefinitionSchema.safeParse(claim.definition)
  if (!definition.success) return failUnreadable(claim, dependencies)
  const { steps } = definition.data
  const results: Record<string, unknown> = Object.fromEntries(
    claim.steps.map((done) => [done.name, done.result]),
  )
  const first = claim.steps.length
  for (const [index, step] of steps.entries()) {
    if (index < first) continue
    const isLast = index === steps.length - 1
    const triesBefore = index === first ? claim.tries : 0
    const end = await runAndStore({ claim, step, index, isLast, triesBefore, results }, dependencies, lease)
    if (end !== undefined) return end
  }
  // Nothing was left to do, yet the row was there to claim: the definition and the row do not agree.
  return failUnreadable(claim, dependencies)
}

interface Turn {
  readonly claim: Claim
  readonly step: Step
  readonly index: number
  readonly isLast: boolean
  readonly triesBefore: number
  /** Results by step name; this step's is added. */
  readonly results: Record<string, unknown>
}

/** @returns how the run ended, or `undefined` to go on with the next step. */
async function runAndStore(
  turn: Turn,
  dependencies: RunDependencies,
  lease: Lease,
): Promise<RunEnd | undefined> {
  const { tenant, store, steps, clock, leaseMs } = dependencies
  const { claim, step, index, isLast, results } = turn
  const at = { executionId: claim.executionId, attempt: claim.attempt, stepIndex: index }
  const signal = AbortSignal.any([dependencies.signal, lease.lost])
  const startedAt = performance.now()
  let done: StepOutcome
  try {
    done = await runStep(steps, step, { tenant, input: claim.input, steps: results, signal })
  } catch (error) {
    if (signal.aborted) throw error
    return settleFailure(error, at, turn, dependencies)
  }
  const asked = clock.now()
  let status: Awaited<ReturnType<ClaimStore['completeStep']>>
  try {
    status = await store.completeStep(tenant, at, {
      ...done,
      last: isLast,
      leaseMs,
      elapsedMs: performance.now() - startedAt,
      ...(isLast ? { output: done.result } : {}),
    })
  } catch (error) {
    if (!isUnstorable(error)) throw error
    const unstorable = new StepError('The result of the step cannot be stored', { isPermanent: true })
    return settleFailure(unstorable, at, turn, dependencies)
  }
  results[step.name] = done.result
  // Of the last one the line of the execution says as much.
  if (status !== null && !isLast) dependencies.log.info({ step: index, kind: step.kind }, 'step-completed')
  if (status === null) return { outcome: 'fenced' }
  if (status === 'COMPLETE') return { outcome: 'complete' }
  if (status === 'WAITING') return { outcome: 'waiting', afterMs: done.runAfterMs ?? 0 }
  lease.renewed(asked)
  return undefined
}

async function settleFailure(
  error: unknown,
  at: AttemptAtStep,
  { step, triesBefore }: Turn,
  { tenant, store, clock, log }: RunDependencies,
): Promise<RunEnd> {
  const failure = describeStepFailure(error)
  const policy = step.retry ?? DEFAULT_RETRY
  const decision = decideRetry({ isPermanent: failure.isPermanent, triesBefore }, policy, clock.random())
  // Not its message: that may quote the tenant's data.
  const facts = { step: at.stepIndex, kind: step.kind, code: failure.code, tries: triesBefore + 1 }
  log.warn({ ...facts, decision: decision.outcome }, 'step-failed')
  if (decision.outcome === 'give-up') {
    return { outcome: (await store.failExecution(tenant, at, failure)) ? 'failed' : 'fenced' }
  }
  const isKept = await store.retryLater(tenant, at, failure, decision.afterMs)
  return isKept ? { outcome: 'waiting', afterMs: decision.afterMs } : { outcome: 'fenced' }
}

async function failUnreadable(claim: Claim, { tenant, store }: RunDependencies): Promise<RunEnd> {
  const failure = {
    code: 'ERR_STEP_FAILED',
    message: 'This version cannot run the definition of the workflow',
    isPermanent: true,
  } as const
  const isFailed = await store.failExecution(tenant, { ...claim, stepIndex: claim.steps.length }, failure)
  return { outcome: isFailed ? 'failed' : 'fenced' }
}

/** Values that JSON can say and the database cannot keep: SQLSTATE class 22, and too deep for its stack. */
function isUnstorable(error: unknown): boolean {
  if (!(error instanceof EasyFlowError) || error.code !== 'ERR_INTERNAL') return false
  return /^(22|54)/.test(String(error.facts['sqlstate']))
}
