import { Worker } from 'node:worker_threads'
import { EasyFlowError } from '../contracts/easyflow-error.ts'

/**
 * Says of each expression whether it can be compiled; `undefined` when that takes too long.
 *
 * @throws {EasyFlowError} ERR_RATE_LIMITED when a tenant has too many waiting already.
 */
export type CheckExpressions = (
  tenant: string,
  expressions: readonly string[],
) => Promise<readonly boolean[] | undefined>

/** On the clock: a large definition takes a tenth of it on an idle machine. */
const LIMIT_MS = 2000
/** Of one tenant, the one that is being compiled included. */
const WAITING_MAX = 4

interface Job {
  readonly tenant: string
  readonly expressions: readonly string[]
  readonly settle: (answer: readonly boolean[] | undefined) => void
}

/**
 * Builds a check that compiles in a thread of its own, made when it is first needed. Compiling 64 KB of expressions can take a
 * second, in which the api's own thread would answer nobody. The tenant that was served longest ago comes first.
 */
export function buildExpressionCheck({ limitMs = LIMIT_MS } = {}): CheckExpressions {
  const waiting: Job[] = []
  const servedAt = new Map<string, number>()
  const compile = buildCompiler(limitMs)
  let current: Job | undefined
  let turn = 0

  const takeNext = (): Job | undefined => {
    const turnOf = (job: Job): number => servedAt.get(job.tenant) ?? 0
    const [next] = [...waiting].sort((one, other) => turnOf(one) - turnOf(other))
    if (next !== undefined) waiting.splice(waiting.indexOf(next), 1)
    return next
  }
  const work = async (): Promise<void> => {
    if (current !== undefined) return
    for (current = takeNext(); current !== undefined; current = takeNext()) {
      turn += 1
      servedAt.set(current.tenant, turn)
      current.settle(await compile(current.expressions))
    }
  }
  return async (tenant, expressions) => {
    if (expressions.length === 0) return []
    const held = [...waiting, ...(current === undefined ? [] : [current])].filter(
      (job) => job.tenant === tenant,
    ).length
    if (held >= WAITING_MAX) {
      throw new EasyFlowError('ERR_RATE_LIMITED', 'Too many definitions of this tenant are being read', {
        facts: { retryAfterSeconds: 1 },
      })
    }
    const { promise, resolve } = Promise.withResolvers<readonly boolean[] | undefined>()
    waiting.push({ tenant, expressions, settle: resolve })
    void work()
    return await promise
  }
}

/** One thread, for one list at a time. It is ended when it takes too long, and made anew. */
function buildCompiler(
  limitMs: number,
): (expressions: readonly string[]) => Promise<readonly boolean[] | undefined> {
  let thread: Worker | undefined
  return async (expressions) => {
    const worker = thread ?? (await startThread())
    thread = undefined
    if (worker === undefined) return undefined
    const { promise, resolve } = Promise.withResolvers<readonly boolean[] | undefined>()
    const onMessage = (message: unknown): void => resolve(readAnswer(message, expressions.length))
    const onEnd = (): void => resolve(undefined)
    worker.once('message', onMessage)
    worker.once('exit', onEnd)
    const timer = setTimeout(onEnd, limitMs)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    worker.postMessage(expressions)
    const answer = await promise
    clearTimeout(timer)
    worker.off('message', onMessage)
    worker.off('exit', onEnd)
    // One that has ended since does not answer; it is given up like one that takes too long.
    if (answer === undefined) await worker.terminate()
    else thread = worker
    return answer
  }
}

/** `undefined`: it ended before it had loaded. */
async function startThread(): Promise<Worker | undefined> {
  const worker = new Worker(new URL('compiler-thread.ts', import.meta.url), {
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  worker.unref()
  const { promise, resolve } = Promise.withResolvers<Worker | undefined>()
  // Out of memory: an error event without a listener would end this process.
  worker.on('error', () => resolve(undefined))
  worker.once('exit', () => resolve(undefined))
  worker.once('message', () => resolve(worker))
  return await promise
}

function readAnswer(message: unknown, length: number): readonly boolean[] | undefined {
  const isAnswer =
    Array.isArray(message) &&
    message.length === length &&
    message.every((one): one is boolean => typeof one === 'boolean')
  return isAnswer ? message : undefined
}
