import { Worker } from 'node:worker_threads'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { StepError } from '../step-failure.ts'
import { evaluatedSchema, type Evaluated, type Evaluation, type EvaluationRequest } from './evaluation.ts'

export interface Evaluator {
  /**
   * Evaluates a tenant's expressions away from the worker's own thread.
   *
   * @param options `limitMs`: on the clock, from when a thread that has loaded takes it up. `signal`: ends it at once.
   * @throws {StepError} permanent when the expression failed or took too long; not permanent when it was
   *   stopped, when too many were waiting, or when the time passed while the machine was busy with others.
   */
  evaluate(
    tenant: TenantId,
    evaluation: Evaluation,
    options: { readonly limitMs: number; readonly signal: AbortSignal },
  ): Promise<{ readonly value: unknown; readonly cpuMs: number }>
  /** Ends the threads; whatever waits fails. */
  close(): Promise<void>
}

interface Job {
  readonly tenant: TenantId
  readonly request: EvaluationRequest
  readonly signal: AbortSignal
  readonly settle: (outcome: Evaluated | StepError) => void
}

const WAITING_MAX = 1000
/** The expression's own time limit comes first, if it can; after this much more its thread is ended. */
const HARD_LIMIT_EXTRA_MS = 50

/**
 * Evaluates expressions in threads: they belong to tenants, may never return, and must hold up neither the
 * leases nor the heartbeats of others. A thread knows no secret: no environment, no connection, no token; each
 * tenant has an interpreter of its own in it, and the language's own objects are frozen.
 */
export function startEvaluator(options: { readonly threads: number }): Evaluator {
  const waiting: Job[] = []
  const running = new Map<Job, Thread>()
  // Made before anybody asks: loading takes longer than most expressions.
  const idle: Thread[] = Array.from({ length: options.threads }, startThread)
  let isClosed = false

  const dispatch = (): void => {
    if (isClosed) return
    while (running.size < options.threads) {
      const job = takeFairly(waiting, [...running.keys()], options.threads)
      if (job === undefined) return
      const thread = idle.pop() ?? startThread()
      running.set(job, thread)
      void runJob(thread, job).then((isFit) => {
        running.delete(job)
        if (isFit && !isClosed) idle.push(thread)
        dispatch()
      })
    }
  }
  return {
    evaluate: async (tenant, evaluation, { limitMs, signal }) => {
      if (isClosed || waiting.length >= WAITING_MAX) {
        throw new StepError('Too many expressions are waiting to be evaluated', { isPermanent: false })
      }
      const { promise, resolve } = Promise.withResolvers<Evaluated | StepError>()
      waiting.push({ tenant, request: { tenant, evaluation, limitMs }, signal, settle: resolve })
      dispatch()
      const outcome = await promise
      if (outcome instanceof StepError) throw outcome
      if ('failure' in outcome)
        throw new StepError(outcome.failure, { isPermanent: !wasStarved(outcome, limitMs) })
      return { value: JSON.parse(outcome.json) as unknown, cpuMs: outcome.cpuMs }
    },
    close: async () => {
      isClosed = true
      for (const job of waiting.splice(0)) job.settle(stopped())
      await Promise.all([...running.values(), ...idle].map(({ worker }) => worker.terminate()))
    },
  }
}

/**
 * A tenant that has none running goes before one that has, and none gets the last thread as well: expressions
 * may run for seconds, and whoever comes then shall find a thread.
 */
function takeFairly(waiting: Job[], running: readonly Job[], threads: number): Job | undefined {
  const held = (tenant: TenantId): number => running.filter((job) => job.tenant === tenant).length
  const first = waiting.findIndex(({ tenant }) => held(tenant) === 0)
  const index =
    first >= 0 ? first : waiting.findIndex(({ tenant }) => held(tenant) < Math.max(threads - 1, 1))
  return index < 0 ? undefined : waiting.splice(index, 1)[0]
}

interface Thread {
  readonly worker: Worker
  /** Resolves when it listens, or has ended: either way there is no point in waiting longer. */
  readonly loaded: Promise<unknown>
}

function startThread(): Thread {
  const worker = new Worker(new URL('evaluator-thread.ts', import.meta.url), {
    env: {},
    // What even two interpreters share, the language's own objects, cannot be changed. Experimental, and so says Node.
    execArgv: ['--frozen-intrinsics', '--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  worker.unref()
  const { promise: loaded, resolve } = Promise.withResolvers<void>()
  // Its first message says that it has loaded.
  for (const event of ['message', 'error', 'exit']) worker.once(event, () => resolve())
  return { worker, loaded }
}

/** Out of time without having had the processor for most of it: the machine was busy, the expression is not to blame. */
function wasStarved(
  outcome: { readonly cpuMs: number; readonly isTimeout: boolean },
  limitMs: number,
): boolean {
  return outcome.isTimeout && outcome.cpuMs < limitMs / 2
}

/** @returns whether the thread can take another job. */
async function runJob(
  { worker: thread, loaded }: Thread,
  { request, signal, settle }: Job,
): Promise<boolean> {
  await loaded
  const end = Promise.withResolvers<Evaluated | StepError>()
  const onMessage = (message: unknown): void => end.resolve(evaluatedSchema.parse(message))
  const onExit = (): void =>
    end.resolve(new StepError('The expression ended its thread', { isPermanent: true }))
  const onAbort = (): void => end.resolve(stopped())
  const tooLong = new StepError(`The expression took longer than ${request.limitMs} ms`, {
    isPermanent: true,
  })
  const timer = setTimeout(() => end.resolve(tooLong), request.limitMs + HARD_LIMIT_EXTRA_MS)
  thread.on('message', onMessage)
  // Out of memory: an error event without a listener would end this process.
  thread.on('error', onExit)
  thread.on('exit', onExit)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  else thread.postMessage(request)
  const outcome = await end.promise
  clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  thread.off('message', onMessage)
  thread.off('exit', onExit)
  settle(outcome)
  const isFit = !(outcome instanceof StepError)
  if (isFit) thread.off('error', onExit)
  else await thread.terminate()
  return isFit
}

const stopped = (): StepError => new StepError('The evaluation was stopped', { isPermanent: false })
