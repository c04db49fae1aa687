import { z } from 'zod'
import { modes } from '../../contracts/execution.ts'
import type { ApiDependencies } from '../api-dependencies.ts'
import { executeWorkflow } from '../execute-workflow.ts'
import { readOneHeader, requireValid, type TenantRoute } from '../route.ts'
import { acceptedSchema, nameSchema } from '../schemas.ts'

const bodySchema = z.strictObject({
  workflow: nameSchema,
  input: z.unknown().optional().meta({ description: 'Any JSON. Default: null' }),
  mode: z.enum(modes).default('balanced'),
})
const headersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional(),
})

/** POST /workflows/execute */
export function executeWorkflowRoute(parts: ApiDependencies): TenantRoute {
  return {
    isPublic: false,
    method: 'post',
    path: '/workflows/execute',
    operationId: 'executeWorkflow',
    summary: 'Accept an execution. With an Idempotency-Key it may be repeated safely.',
    headers: headersSchema,
    body: bodySchema,
    answers: {
      202: {
        description: 'Accepted: it is stored and will run',
        schema: acceptedSchema,
        headers: {
          Location: 'Where the execution can be read',
          'Idempotency-Replayed': 'Present when this is the answer to an earlier request',
        },
      },
    },
    errors: [
      'ERR_BODY_INVALID',
      'ERR_BODY_TOO_LARGE',
      'ERR_MEDIA_TYPE',
      'ERR_WORKFLOW_UNKNOWN',
      'ERR_IDEMPOTENCY_IN_PROGRESS',
      'ERR_IDEMPOTENCY_MISMATCH',
      'ERR_BROKER_REFUSED',
      'ERR_QUEUE_UNAVAILABLE',
      'ERR_OUTCOME_UNKNOWN',
    ],
    run: async (identity, request) => {
      const headers = { 'idempotency-key': readOneHeader(request, 'idempotency-key') }
      const { 'idempotency-key': key } = requireValid(headersSchema, headers, 'ERR_REQUEST_INVALID')
      const body = requireValid(bodySchema, await request.readBody(), 'ERR_BODY_INVALID')
      const { execution, isRepeat, isPublished } = await executeWorkflow(parts, {
        identity,
        workflow: body.workflow,
        mode: body.mode,
        input: body.input ?? null,
        idempotencyKey: key ?? null,
        traceparent: request.traceparent,
      })
      const { executionId, workflow, workflowVersion, mode, createdAt } = execution
      return {
        status: 202,
        body: { executionId, workflow, workflowVersion, mode, createdAt },
        headers: {
          Location: `/executions/${executionId}`,
          ...(isRepeat ? { 'Idempotency-Replayed': 'true' } : {}),
        },
        outcome: {
          event: isRepeat ? 'repeated' : 'accepted',
          facts: { executionId, mode, published: isPublished },
        },
      }
    },
  }
}
