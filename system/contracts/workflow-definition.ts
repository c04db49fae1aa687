import { z } from 'zod'

/** Reports the `analytics` step offers; each is one function over the tenant's own orders. */
export const analyticsReports = ['revenue_by_month', 'top_customers', 'order_totals'] as const

/** What a workflow or a step may be called. */
export const NAME_PATTERN = /^[a-z][a-z0-9-]{0,62}$/

/**
 * A JSONata expression. A step's `input` sees `{ input, steps }`: the execution's input, results by step name.
 * A transform's `expression` sees what the step works on, and the same two as `$input` and `$steps`.
 */
const expressionSchema = z.string().min(1).max(2000)

const common = {
  name: z.string().regex(NAME_PATTERN),
  /** What the step works on. Default: the execution's input. */
  input: expressionSchema.optional(),
  retry: z
    .strictObject({
      attemptsMax: z.int().min(1).max(10),
      backoffMs: z.int().min(0).max(600_000),
    })
    .optional(),
  timeLimitMs: z.int().min(10).max(60_000).optional(),
}

export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('transform'), expression: expressionSchema }),
  z.strictObject({ ...common, kind: z.literal('analytics'), report: z.enum(analyticsReports) }),
  z.strictObject({ ...common, kind: z.literal('record') }),
  z.strictObject({ ...common, kind: z.literal('wait'), waitMs: z.int().min(0).max(86_400_000) }),
])

export const workflowDefinitionSchema = z.strictObject({
  steps: z
    .array(stepSchema)
    .min(1)
    .max(20)
    .refine((steps) => new Set(steps.map((step) => step.name)).size === steps.length, {
      message: 'Step names must differ',
    })
    .refine((steps) => steps.at(-1)?.kind !== 'wait', {
      message: 'A wait needs a step after it: an execution is complete with its last step',
    }),
})

export type Step = z.infer<typeof stepSchema>
export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>
