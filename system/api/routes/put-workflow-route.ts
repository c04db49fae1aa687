import { z } from 'zod'
import { workflowDefinitionSchema } from '../../contracts/workflow-definition.ts'
import type { ApiDependencies } from '../api-dependencies.ts'
import { buildExpressionCheck } from '../build-expression-check.ts'
import { requireExpressionsCompile } from '../require-expressions-compile.ts'
import { requireValid, type TenantRoute } from '../route.ts'
import { nameSchema, workflowSchema } from '../schemas.ts'

const paramsSchema = z.object({ name: nameSchema })
const answerSchema = workflowSchema.extend({
  changed: z.boolean().meta({ description: 'False when the latest version says the same already' }),
})

/** PUT /workflows/:name */
export function putWorkflowRoute({ store }: Pick<ApiDependencies, 'store'>): TenantRoute {
  const check = buildExpressionCheck()
  return {
    isPublic: false,
    method: 'put',
    path: '/workflows/:name',
    operationId: 'putWorkflow',
    summary: 'Store a definition as the next version of a workflow',
    params: paramsSchema,
    body: workflowDefinitionSchema,
    answers: { 200: { description: 'The version that is the latest now', schema: answerSchema } },
    errors: ['ERR_BODY_INVALID', 'ERR_BODY_TOO_LARGE', 'ERR_MEDIA_TYPE', 'ERR_VERSION_CONFLICT'],
    run: async (identity, request) => {
      const { name } = requireValid(paramsSchema, request.params, 'ERR_REQUEST_INVALID')
      const definition = requireValid(workflowDefinitionSchema, await request.readBody(), 'ERR_BODY_INVALID')
      await requireExpressionsCompile(check, identity.claims.tenant, definition)
      return { status: 200, body: await store.putWorkflow(identity, name, definition) }
    },
  }
}
