import { errorCatalog, type ErrorCode } from '../contracts/error-catalog.ts'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { InvalidRequestError } from './route.ts'
import type { Problem } from './schemas.ts'

/** Asked to wait this long when nobody knows better. */
const RETRY_AFTER_SECONDS = 1

export interface ProblemAnswer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
}

/** Turns whatever was thrown into what the caller is told. Errors without a code tell nothing of themselves. */
export function toProblem(error: unknown): ProblemAnswer {
  if (!(error instanceof EasyFlowError)) return problemOf('ERR_INTERNAL', 'Something went wrong on our side')
  const { facts, code } = error
  const answer = problemOf(code, error.message)
  if (code === 'ERR_INTERNAL') return answer
  return {
    problem: {
      ...answer.problem,
      ...(Object.keys(facts).length > 0 ? { facts: { ...facts } } : {}),
      ...(error instanceof InvalidRequestError ? { issues: [...error.issues] } : {}),
    },
    headers: { ...answer.headers, ...retryHeaders(error) },
  }
}

/** The problem of a code, for places where nothing was thrown. */
export function problemOf(code: ErrorCode, detail: string): ProblemAnswer {
  const { httpStatus, title, retryable, effect } = errorCatalog[code]
  return {
    problem: {
      type: `urn:easyflow:problem:${code}`,
      title,
      status: httpStatus,
      detail,
      code,
      retryable,
      effect,
    },
    headers: httpStatus === 401 ? { 'WWW-Authenticate': challengeOf(code) } : {},
  }
}

function challengeOf(code: ErrorCode): string {
  // RFC 6750: no error is named to those who sent no token at all.
  return code === 'ERR_TOKEN_MISSING'
    ? 'Bearer realm="easyflow"'
    : 'Bearer realm="easyflow", error="invalid_token"'
}

function retryHeaders({ code, facts }: EasyFlowError): Readonly<Record<string, string>> {
  const wait = facts['retryAfterSeconds']
  if (typeof wait === 'number') return { 'Retry-After': String(wait) }
  const { httpStatus, retryable } = errorCatalog[code]
  return httpStatus === 503 && retryable ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}
}
