import { z } from 'zod'
import { executionStatuses, modes } from '../../contracts/execution.ts'
import type { ApiDependencies } from '../api-dependencies.ts'
import { formatCursor, parseCursor } from '../cursor.ts'
import { requireValid, type TenantRoute } from '../route.ts'
import { executionSchema, nameSchema } from '../schemas.ts'

const querySchema = z.strictObject({
  limit: z
    .string()
    .regex(/^(?:[1-9][0-9]?|100)$/)
    .optional()
    .meta({ description: '1 to 100. Default: 20' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional()
    .meta({ description: '`next` of the page before' }),
  status: z.enum(executionStatuses).optional(),
  workflow: nameSchema.optional(),
  mode: z.enum(modes).optional(),
})

/** GET /executions */
export function listExecutionsRoute({ store }: Pick<ApiDependencies, 'store'>): TenantRoute {
  return {
    isPublic: false,
    method: 'get',
    path: '/executions',
    operationId: 'listExecutions',
    summary: "The tenant's executions, newest first",
    query: querySchema,
    answers: {
      200: {
        description: 'A page, and the cursor of the next one',
        schema: z.object({ items: z.array(executionSchema), next: z.string().nullable() }),
      },
    },
    errors: [],
    run: async (identity, request) => {
      const query = requireValid(querySchema, request.query, 'ERR_REQUEST_INVALID')
      const { items, next } = await store.listExecutions(identity, {
        limit: Number(query.limit ?? 20),
        before: query.cursor === undefined ? null : parseCursor(query.cursor),
        status: query.status ?? null,
        workflow: query.workflow ?? null,
        mode: query.mode ?? null,
      })
      return { status: 200, body: { items, next: next === null ? null : formatCursor(next) } }
    },
  }
}
