import { parentPort } from 'node:worker_threads'
import { evaluateExpressions } from './evaluate-expressions.ts'
import type { Evaluated, EvaluationRequest } from './evaluation.ts'

/** A thread that evaluates one request at a time, until it is terminated. */
parentPort?.on('message', (request: EvaluationRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  void answer(request).then((evaluated) => parentPort?.postMessage(evaluated))
})

async function answer({ evaluation, limitMs }: EvaluationRequest): Promise<Evaluated> {
  const before = process.threadCpuUsage()
  try {
    const json = await evaluateExpressions(evaluation, limitMs)
    const { user, system } = process.threadCpuUsage(before)
    return { json, cpuMs: (user + system) / 1000 }
  } catch (error) {
    // JSONata throws objects that are no errors.
    const hasMessage = typeof error === 'object' && error !== null && 'message' in error
    return { failure: hasMessage ? String(error.message).slice(0, 300) : 'The expression failed' }
  }
}
