import { z } from 'zod'
import type { ApiDependencies } from '../api-dependencies.ts'
import type { TenantRoute } from '../route.ts'
import { workflowSchema } from '../schemas.ts'

/** GET /workflows */
export function listWorkflowsRoute({ store }: Pick<ApiDependencies, 'store'>): TenantRoute {
  return {
    isPublic: false,
    method: 'get',
    path: '/workflows',
    operationId: 'listWorkflows',
    summary: "The latest version of each of the tenant's workflows",
    answers: { 200: { description: 'All of them', schema: z.object({ items: z.array(workflowSchema) }) } },
    errors: [],
    run: async (identity) => ({ status: 200, body: { items: await store.listWorkflows(identity) } }),
  }
}
