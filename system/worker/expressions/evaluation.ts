import { z } from 'zod'

/** Most that one evaluation may produce, as JSON text. */
export const RESULT_BYTES_MAX = 262_144

/** How deep an expression may call itself. */
export const DEPTH_MAX = 500

/** How many items a sequence may have on the way. */
export const SEQUENCE_MAX = 100_000

export interface Evaluation {
  /** Chooses what the step works on, from `{ input, steps }`. Without it: the execution's input. */
  readonly chosenBy?: string
  /** Makes the result of that; `$input` and `$steps` are there as well. Without it: just that. */
  readonly expression?: string
  /** The execution's input. */
  readonly input: unknown
  /** Results of earlier steps by name. */
  readonly steps: Readonly<Record<string, unknown>>
}

/** What a thread is asked. */
export interface EvaluationRequest {
  /** Whose expressions they are: no two tenants share an interpreter. */
  readonly tenant: string
  readonly evaluation: Evaluation
  readonly limitMs: number
}

/** What a thread answers: what came out as JSON text, or why nothing did. */
export const evaluatedSchema = z.union([
  z.strictObject({ json: z.string(), cpuMs: z.number() }),
  z.strictObject({ failure: z.string(), cpuMs: z.number(), isTimeout: z.boolean() }),
])
export type Evaluated = z.infer<typeof evaluatedSchema>
