import type { Evaluator } from '../expressions/start-evaluator.ts'
import { EVALUATION_LIMIT_MS } from './run-transform.ts'
import type { StepRunner } from './step-runner.ts'

/** Records its input as an effect. It is stored with the step's result, so it happens exactly once. */
export function buildRecord({ evaluate }: Pick<Evaluator, 'evaluate'>): StepRunner<'record'> {
  return async (step, { tenant, input, steps, limitMs, signal }) => {
    if (step.input === undefined) return { result: input, effect: input, cpuMs: 0 }
    const { value, cpuMs } = await evaluate(
      tenant,
      { chosenBy: step.input, input, steps },
      { limitMs: Math.min(limitMs, EVALUATION_LIMIT_MS), signal },
    )
    return { result: value, effect: value, cpuMs }
  }
}
