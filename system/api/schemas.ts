import { z } from 'zod'
import { errorCatalog } from '../contracts/error-catalog.ts'
import { executionStatuses, modes } from '../contracts/execution.ts'
import { NAME_PATTERN, workflowDefinitionSchema } from '../contracts/workflow-definition.ts'

/** Microseconds, as the database writes them. */
const timeSchema = z.iso.datetime()

export const nameSchema = z.string().regex(NAME_PATTERN)

export const executionSchema = z.object({
  executionId: z.uuid(),
  workflow: nameSchema,
  workflowVersion: z.int().positive(),
  mode: z.enum(modes),
  status: z.enum(executionStatuses),
  input: z.unknown(),
  result: z.unknown(),
  error: z.unknown(),
  attempt: z.int().nonnegative(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  completedAt: timeSchema.nullable(),
  /** Realtime only: not started after this moment. */
  startBy: timeSchema.nullable(),
  traceparent: z.string().nullable(),
})
export type Execution = z.infer<typeof executionSchema>

/** What a submitted execution is answered with, now and at each repeat: nothing in it ever changes. */
export const acceptedSchema = executionSchema.pick({
  executionId: true,
  workflow: true,
  workflowVersion: true,
  mode: true,
  createdAt: true,
})

export const workflowSchema = z.object({
  name: nameSchema,
  version: z.int().positive(),
  definition: workflowDefinitionSchema,
  createdAt: timeSchema,
})
export type StoredWorkflow = z.infer<typeof workflowSchema>

export const positionSchema = z.object({ createdAt: timeSchema, executionId: z.uuid() })
export type Position = z.infer<typeof positionSchema>

/** RFC 9457, with what a caller needs in order to decide: code, retryable, effect. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(Object.keys(errorCatalog)),
  retryable: z.boolean(),
  /** `none`: the request certainly changed nothing. `unknown`: it may have been carried out. */
  effect: z.enum(['none', 'unknown']),
  /** Which layer refused and with what, which member is wrong, how long to wait. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof problemSchema>
