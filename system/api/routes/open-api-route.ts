import { z } from 'zod'
import { buildOpenApi } from '../build-open-api.ts'
import type { PublicRoute, Route } from '../route.ts'

/** GET /openapi.json: made once from the very schemas that check requests. */
export function openApiRoute(routes: readonly Route[]): PublicRoute {
  const route: PublicRoute = {
    isPublic: true,
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This description',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    errors: [],
    run: () => Promise.resolve({ status: 200, body: document }),
  }
  const document = buildOpenApi([...routes, route])
  return route
}
