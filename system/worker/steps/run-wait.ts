import type { StepRunner } from './step-runner.ts'

/** Holds nothing while it waits: the row knows when it is due again. */
export const runWait: StepRunner<'wait'> = ({ waitMs }) =>
  Promise.resolve({ result: { waitMs }, runAfterMs: waitMs, cpuMs: 0 })
