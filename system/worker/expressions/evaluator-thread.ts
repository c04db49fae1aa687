import { parentPort } from 'node:worker_threads'
import { buildInterpreters } from './build-interpreters.ts'
import { evaluateExpressions } from './evaluate-expressions.ts'
import type { Evaluated, EvaluationRequest } from './evaluation.ts'

/** JSONata's own code for "Evaluation timeout". */
const JSONATA_TIMEOUT = 'D1012'
// Every tenant's expressions meet in these objects: whoever could change one would be in all of them.
if (!Object.isFrozen(Object.prototype)) throw new Error('Start this thread with --frozen-intrinsics')
const interpreterOf = buildInterpreters()

/** A thread that evaluates one request at a time, until it is terminated. */
parentPort?.on('message', (request: EvaluationRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  void answer(request).then((evaluated) => parentPort?.postMessage(evaluated))
})

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage('loaded')

async function answer({ tenant, evaluation, limitMs }: EvaluationRequest): Promise<Evaluated> {
  const before = process.threadCpuUsage()
  try {
    const json = await evaluateExpressions(interpreterOf(tenant), evaluation, limitMs)
    const { user, system } = process.threadCpuUsage(before)
    return { json, cpuMs: (user + system) / 1000 }
  } catch (error) {
    const { user, system } = process.threadCpuUsage(before)
    // JSONata throws objects that are no errors.
    const thrown: { message?: unknown; code?: unknown } =
      typeof error === 'object' && error !== null ? error : {}
    return {
      failure: typeof thrown.message === 'string' ? thrown.message.slice(0, 300) : 'The expression failed',
      cpuMs: (user + system) / 1000,
      isTimeout: thrown.code === JSONATA_TIMEOUT,
    }
  }
}
