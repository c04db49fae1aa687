import type { Step } from '../contracts/workflow-definition.ts'
import { StepError } from './step-failure.ts'
import type { StepContext, StepOutcome, StepRunners } from './steps/step-runner.ts'

/** For a step that names no limit. */
export const STEP_LIMIT_MS = 10_000

/**
 * Runs one try of a step within its time limit. What a step does after it was told to stop is nobody's
 * concern: its result goes nowhere.
 *
 * @throws {StepError} not permanent, when the time is up. @throws the reason of `context.signal`.
 */
export async function runStep(
  runners: StepRunners,
  step: Step,
  context: Omit<StepContext, 'limitMs'>,
): Promise<StepOutcome> {
  const limitMs = step.timeLimitMs ?? STEP_LIMIT_MS
  const limit = new AbortController()
  const tooLong = new StepError(`The step took longer than ${limitMs} ms`, { isPermanent: false })
  const timer = setTimeout(() => limit.abort(tooLong), limitMs)
  const signal = AbortSignal.any([context.signal, limit.signal])
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const onEnd = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onEnd, { once: true })
  try {
    context.signal.throwIfAborted()
    return await Promise.race([startStep(runners, step, { ...context, limitMs, signal }), ended])
  } catch (error) {
    // A step that noticed the signal first may put it in words of its own.
    if (limit.signal.aborted && !context.signal.aborted) throw tooLong
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onEnd)
  }
}

function startStep(runners: StepRunners, step: Step, context: StepContext): Promise<StepOutcome> {
  switch (step.kind) {
    case 'transform':
      return runners.transform(step, context)
    case 'analytics':
      return runners.analytics(step, context)
    case 'record':
      return runners.record(step, context)
    case 'wait':
      return runners.wait(step, context)
    default:
      throw new StepError('This worker does not know this kind of step', { isPermanent: true })
  }
}
