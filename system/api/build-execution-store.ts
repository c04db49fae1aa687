import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Identity } from '../contracts/token.ts'
import { callTenantFunction } from '../platform/database/call-tenant-function.ts'
import type { Pool } from '../platform/database/open-pool.ts'
import type { ExecutionStore } from './execution-store.ts'
import { executionSchema, positionSchema, workflowSchema } from './schemas.ts'

const submittedSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.enum(['created', 'requeued', 'existing', 'in_progress']),
    execution: executionSchema,
  }),
  z.object({ outcome: z.enum(['mismatch', 'workflow_unknown']), execution: z.null() }),
])
const rejectedSchema = z.object({ changed: z.boolean(), execution: executionSchema.nullable() })
const pageSchema = z.object({ items: z.array(executionSchema), next: positionSchema.nullable() })
const workflowsSchema = z.array(workflowSchema)
const putSchema = workflowSchema.extend({ changed: z.boolean() })

interface Call {
  readonly name: string
  readonly args: readonly unknown[]
  readonly signal?: AbortSignal
}

/** Builds the store over the functions of the identity's tenant. The identity's token decides, not its claims. */
export function buildExecutionStore(pool: Pool): ExecutionStore {
  const ask = async <Schema extends z.ZodType>(
    identity: Identity,
    schema: Schema,
    call: Call,
  ): Promise<z.infer<Schema>> => {
    const { tenant } = identity.claims
    const answer = await callTenantFunction(pool, { tenant, token: identity.token, ...call })
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    throw new EasyFlowError('ERR_INTERNAL', `The database answered ${call.name} in an unknown form`)
  }
  return {
    submit: (identity, submission) => ask(identity, submittedSchema, { name: 'submit', args: [submission] }),
    reject: (identity, { executionId, startBy }, signal) =>
      ask(identity, rejectedSchema, { name: 'reject_execution', args: [executionId, startBy], signal }),
    getExecution: (identity, executionId) =>
      ask(identity, executionSchema.nullable(), { name: 'get_execution', args: [executionId] }),
    listExecutions: (identity, wishes) =>
      ask(identity, pageSchema, { name: 'list_executions', args: [wishes] }),
    listWorkflows: (identity) => ask(identity, workflowsSchema, { name: 'list_workflows', args: [] }),
    putWorkflow: (identity, name, definition) =>
      ask(identity, putSchema, { name: 'put_workflow', args: [name, definition] }),
  }
}
