import type { ClaimStore } from '../claim-store.ts'
import type { Evaluator } from '../expressions/start-evaluator.ts'
import { buildAnalytics } from './run-analytics.ts'
import { buildRecord } from './run-record.ts'
import { buildTransform } from './run-transform.ts'
import { runWait } from './run-wait.ts'
import type { StepRunners } from './step-runner.ts'

/** Puts the runners of all kinds together. */
export function buildStepRunners(
  evaluator: Pick<Evaluator, 'evaluate'>,
  store: Pick<ClaimStore, 'readReport'>,
): StepRunners {
  return {
    transform: buildTransform(evaluator),
    analytics: buildAnalytics(store),
    record: buildRecord(evaluator),
    wait: runWait,
  }
}
