import type { TenantId } from '../../contracts/tenant-id.ts'
import type { Step } from '../../contracts/workflow-definition.ts'

/** What a step is given: all of it of one execution of one tenant. */
export interface StepContext {
  readonly tenant: TenantId
  /** The execution's input. */
  readonly input: unknown
  /** Results of the steps before, by name. */
  readonly steps: Readonly<Record<string, unknown>>
  /** Milliseconds this try may take. */
  readonly limitMs: number
  /** Aborts when the time is up, the lease is lost or the worker stops. */
  readonly signal: AbortSignal
}

export interface StepOutcome {
  readonly result: unknown
  /** Present if the step records one, be it `null`. */
  readonly effect?: unknown
  /** The execution rests this long before its next step. */
  readonly runAfterMs?: number
  /** Processor time known to have been spent on it. */
  readonly cpuMs: number
}

export type StepRunner<Kind extends Step['kind']> = (
  step: Extract<Step, { kind: Kind }>,
  context: StepContext,
) => Promise<StepOutcome>

/** One runner for each kind. */
export type StepRunners = { readonly [Kind in Step['kind']]: StepRunner<Kind> }
