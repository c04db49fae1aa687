import { z } from 'zod'
import { errorCatalog, type ErrorCode } from '../contracts/error-catalog.ts'
import type { Route } from './route.ts'
import { problemSchema } from './schemas.ts'

type Json = Readonly<Record<string, unknown>>

const ERRORS_OF_ALL: readonly ErrorCode[] = [
  'ERR_REQUEST_INVALID',
  'ERR_NOT_FOUND',
  'ERR_METHOD_NOT_ALLOWED',
  'ERR_NOT_ACCEPTABLE',
  'ERR_REQUEST_TIMEOUT',
  'ERR_URI_TOO_LONG',
  'ERR_HEADERS_TOO_LARGE',
  'ERR_INTERNAL',
]
const ERRORS_OF_TENANT_ROUTES: readonly ErrorCode[] = [
  'ERR_TOKEN_MISSING',
  'ERR_TOKEN_INVALID',
  'ERR_TOKEN_EXPIRED',
  'ERR_FORBIDDEN',
  'ERR_DATABASE_REFUSED',
  'ERR_RATE_LIMITED',
  'ERR_DATABASE_UNAVAILABLE',
  'ERR_ISSUER_UNAVAILABLE',
]

/** Describes the routes in OpenAPI 3.1. */
export function buildOpenApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: describeOperation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'EasyFlow',
      version: '1',
      description: 'The tenant is the one that the token names; nothing else in a request can choose it.',
    },
    paths,
    components: {
      schemas: { Problem: toJson(problemSchema, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function describeOperation(route: Route): Json {
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: route.isPublic ? [] : [{ bearer: [] }],
    parameters: [
      ...describeParameters('path', route.params),
      ...describeParameters('query', route.query),
      ...describeParameters('header', route.headers),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toJson(route.body, 'input') } },
          },
        }),
    responses: { ...describeAnswers(route), ...describeErrors(route) },
  }
}

function describeParameters(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema?.shape ?? {}
  return Object.entries(shape).map(([name, member]) => ({
    name: name === 'idempotency-key' ? 'Idempotency-Key' : name,
    in: place,
    required: place === 'path' || !z.safeParse(member, undefined).success,
    schema: toJson(member, 'input'),
  }))
}

function describeAnswers(route: Route): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, headers = {} }]) => [
      status,
      {
        description,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [
            name,
            { description: text, schema: { type: 'string' } },
          ]),
        ),
        content: { 'application/json': { schema: toJson(schema, 'output') } },
      },
    ]),
  )
}

/** One entry a status, naming every code that comes with it. A status with an answer of its own keeps both. */
function describeErrors(route: Route): Json {
  const codes = [...ERRORS_OF_ALL, ...(route.isPublic ? [] : ERRORS_OF_TENANT_ROUTES), ...route.errors]
  const byStatus = Object.groupBy(codes, (code) => String(errorCatalog[code].httpStatus))
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, ofStatus = []]) => [
      status,
      {
        description: ofStatus.map((code) => `${code}: ${errorCatalog[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function toJson(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  return rest
}
