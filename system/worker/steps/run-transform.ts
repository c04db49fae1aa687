import type { Evaluator } from '../expressions/start-evaluator.ts'
import type { StepRunner } from './step-runner.ts'

/** The longest that expressions may take, whatever their step allows: threads are shared by all tenants. */
export const EVALUATION_LIMIT_MS = 5000

/** Computes a value from what the step works on. */
export function buildTransform({ evaluate }: Pick<Evaluator, 'evaluate'>): StepRunner<'transform'> {
  return async (step, { tenant, input, steps, limitMs, signal }) => {
    const { value, cpuMs } = await evaluate(
      tenant,
      {
        expression: step.expression,
        input,
        steps,
        ...(step.input === undefined ? {} : { chosenBy: step.input }),
      },
      { limitMs: Math.min(limitMs, EVALUATION_LIMIT_MS), signal },
    )
    return { result: value, cpuMs }
  }
}
