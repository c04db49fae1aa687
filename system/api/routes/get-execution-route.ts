import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { ApiDependencies } from '../api-dependencies.ts'
import { requireValid, type TenantRoute } from '../route.ts'
import { executionSchema } from '../schemas.ts'

const paramsSchema = z.object({ id: z.uuid() })

/** GET /executions/:id */
export function getExecutionRoute({ store }: Pick<ApiDependencies, 'store'>): TenantRoute {
  return {
    isPublic: false,
    method: 'get',
    path: '/executions/:id',
    operationId: 'getExecution',
    summary: "One of the tenant's executions",
    params: paramsSchema,
    answers: { 200: { description: 'The execution as it is now', schema: executionSchema } },
    errors: ['ERR_NOT_FOUND'],
    run: async (identity, request) => {
      const { id } = requireValid(paramsSchema, request.params, 'ERR_REQUEST_INVALID')
      const execution = await store.getExecution(identity, id)
      // The same words for another tenant's id: the database has shown us no row either way.
      if (execution === null) throw new EasyFlowError('ERR_NOT_FOUND', 'There is no execution of that id')
      return { status: 200, body: execution }
    },
  }
}
