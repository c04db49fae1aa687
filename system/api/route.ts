import type { z } from 'zod'
import type { ErrorCode } from '../contracts/error-catalog.ts'
import type { Identity } from '../contracts/token.ts'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Outcome } from './exchange.ts'
import { describeIssues, type Issue } from './describe-issues.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** For the log, when the request's line is to say more than that it ended. */
  readonly outcome?: Outcome
}

/** What a request holds before it has been checked. */
export interface RawRequest {
  readonly params: unknown
  readonly query: unknown
  /** By lower-case name; a header sent twice is an array of two. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>
  readonly readBody: () => Promise<unknown>
  readonly traceparent: string
}

export interface AnswerDescription {
  readonly description: string
  readonly schema: z.ZodType
  readonly headers?: Readonly<Record<string, string>>
}

export interface RouteDescription {
  readonly method: 'get' | 'post' | 'put'
  /** As Express spells it: `/executions/:id`. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** Names in lower case. Each may be sent once. */
  readonly headers?: z.ZodObject
  readonly body?: z.ZodType
  readonly answers: Readonly<Record<number, AnswerDescription>>
  /** Besides those that every route may answer with. */
  readonly errors: readonly ErrorCode[]
}

/** A route that anybody may ask. */
export interface PublicRoute extends RouteDescription {
  readonly isPublic: true
  readonly run: () => Promise<Answer>
}

/** A route that needs a tenant. `run` checks its input by the very schemas that describe it. */
export interface TenantRoute extends RouteDescription {
  readonly isPublic: false
  readonly run: (identity: Identity, request: RawRequest) => Promise<Answer>
}

export type Route = PublicRoute | TenantRoute

/** Checks one part of a request. @throws {EasyFlowError} with the schema's issues. */
export function requireValid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: 'ERR_BODY_INVALID' | 'ERR_REQUEST_INVALID',
): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidRequestError(code, describeIssues(result.error))
}

/** An error that can say which members are wrong. */
export class InvalidRequestError extends EasyFlowError {
  readonly issues: readonly Issue[]

  constructor(code: 'ERR_BODY_INVALID' | 'ERR_REQUEST_INVALID', issues: readonly Issue[]) {
    super(
      code,
      code === 'ERR_BODY_INVALID' ? 'The body is not as documented' : 'The request is not as documented',
    )
    this.issues = issues
  }
}

/** The one value of a header. @throws {EasyFlowError} ERR_REQUEST_INVALID when it was sent twice. */
export function readOneHeader(request: RawRequest, name: string): string | undefined {
  const values = request.headers[name]
  if (values !== undefined && values.length > 1) {
    throw new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: name, message: 'Sent more than once' }])
  }
  return values?.[0]
}
