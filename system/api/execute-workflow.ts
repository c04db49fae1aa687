import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Mode } from '../contracts/execution.ts'
import type { Identity } from '../contracts/token.ts'
import { TAKE_BACK_LIMIT_MS } from '../platform/config/settings-rules.ts'
import type { ApiDependencies } from './api-dependencies.ts'
import { hashRequest } from './hash-request.ts'
import type { Execution } from './schemas.ts'

export interface ExecuteRequest {
  readonly identity: Identity
  readonly workflow: string
  readonly mode: Mode
  readonly input: unknown
  readonly idempotencyKey: string | null
  readonly traceparent: string
}

export interface Accepted {
  readonly execution: Execution
  /** The key was used before, and this is what it was answered with then. */
  readonly isRepeat: boolean
  /** The broker has confirmed the hint of this very request. */
  readonly isPublished: boolean
}

type Parts = Pick<ApiDependencies, 'store' | 'publisher' | 'log' | 'newExecutionId' | 'startWithinMs'>

/**
 * Accepts an execution: the row is committed first and is the truth, the hint follows. Balanced and eco are
 * accepted with the row, since the sweeper finds rows without a hint. Realtime is accepted only if somebody
 * will start it now: see design.md, section 7, for each of the ways in which that can go wrong.
 */
export async function executeWorkflow(parts: Parts, request: ExecuteRequest): Promise<Accepted> {
  const { publisher, log } = parts
  if (request.mode === 'realtime' && publisher.isOpen()) throw queueUnavailable('breaker')
  const { execution, isRepeat } = await submit(parts, request)
  if (isRepeat) return { execution, isRepeat, isPublished: false }
  const { executionId, mode } = execution
  try {
    const { traceparent } = request
    await publisher.publish(request.identity, { version: 1, executionId, mode }, { traceparent })
    return { execution, isRepeat, isPublished: true }
  } catch (error) {
    log.warn({ executionId, mode, err: error }, 'publish-failed')
    const isPublished = false
    if (mode === 'realtime')
      return { execution: await takeBack(parts, request.identity, execution, error), isRepeat, isPublished }
    // Committed is accepted: the sweeper runs it without a hint. A refusal of a verified identity is a
    // fault of the broker's set-up, which its operator must hear of.
    return { execution, isRepeat, isPublished }
  }
}

async function submit(
  parts: Parts,
  request: ExecuteRequest,
): Promise<Pick<Accepted, 'execution' | 'isRepeat'>> {
  const { workflow, mode, input, idempotencyKey, traceparent } = request
  const submitted = await parts.store.submit(request.identity, {
    executionId: parts.newExecutionId(),
    workflow,
    mode,
    input,
    ...(mode === 'realtime' ? { startWithinMs: parts.startWithinMs } : {}),
    idempotencyKey,
    requestHash: idempotencyKey === null ? null : hashRequest({ workflow, mode, input }),
    traceparent,
  })
  const { outcome, execution } = submitted
  if (outcome === 'created' || outcome === 'requeued') return { execution, isRepeat: false }
  if (outcome === 'existing') return { execution, isRepeat: true }
  throw REFUSALS[outcome]()
}

const REFUSALS = {
  in_progress: () =>
    new EasyFlowError('ERR_IDEMPOTENCY_IN_PROGRESS', 'Ask again with the same key in a moment', {
      facts: { retryAfterSeconds: 1 },
    }),
  mismatch: () => new EasyFlowError('ERR_IDEMPOTENCY_MISMATCH', 'Take a new key for a new request'),
  workflow_unknown: () => new EasyFlowError('ERR_WORKFLOW_UNKNOWN', 'There is no workflow of that name'),
} as const

/** Answers with what the row says: taken back, nothing was started; claimed meanwhile, it was accepted. */
async function takeBack(
  { store }: Parts,
  identity: Identity,
  submitted: Execution,
  publishError: unknown,
): Promise<Execution> {
  let row: Execution | null
  try {
    ;({ execution: row } = await store.reject(identity, submitted, AbortSignal.timeout(TAKE_BACK_LIMIT_MS)))
  } catch (error) {
    throw outcomeUnknown(error)
  }
  if (row === null) throw outcomeUnknown(publishError)
  // The same key has queued it again meanwhile, and nobody knows yet how that ends.
  if (row.status === 'QUEUED') throw outcomeUnknown(publishError)
  if (row.status !== 'REJECTED') return row
  // The broker's own word about this identity; repeating the request would not change it.
  if (publishError instanceof EasyFlowError && publishError.code === 'ERR_BROKER_REFUSED') throw publishError
  throw queueUnavailable('publish', publishError)
}

function queueUnavailable(reason: 'breaker' | 'publish', cause?: unknown): EasyFlowError {
  return new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'The queue cannot be reached, nothing was started', {
    cause,
    facts: { reason, retryAfterSeconds: 2 },
  })
}

function outcomeUnknown(cause: unknown): EasyFlowError {
  return new EasyFlowError(
    'ERR_OUTCOME_UNKNOWN',
    'Neither the queue nor the database confirmed. Ask again with the same Idempotency-Key',
    { cause, facts: { retryAfterSeconds: 2 } },
  )
}
