/**
 * Every failure EasyFlow reports on purpose. A code is a promise: never renamed, never reused.
 *
 * `effect` says what the caller may conclude: 'none', the request certainly changed nothing; 'unknown',
 * it may have been carried out. The chaos checkers rely on it.
 */
export const errorCatalog = {
  ERR_TOKEN_MISSING: { httpStatus: 401, retryable: false, effect: 'none', title: 'No bearer token' },
  ERR_TOKEN_INVALID: {
    httpStatus: 401,
    retryable: false,
    effect: 'none',
    title: 'The token is not acceptable',
  },
  ERR_TOKEN_EXPIRED: {
    httpStatus: 401,
    retryable: true,
    effect: 'none',
    title: 'The token has expired or is about to',
  },
  ERR_FORBIDDEN: {
    httpStatus: 403,
    retryable: false,
    effect: 'none',
    title: 'This identity may not do that',
  },
  ERR_DATABASE_REFUSED: {
    httpStatus: 403,
    retryable: false,
    effect: 'none',
    title: 'The database refused this identity',
  },
  ERR_BROKER_REFUSED: {
    httpStatus: 403,
    retryable: false,
    effect: 'none',
    title: 'The broker refused this identity',
  },
  ERR_NOT_FOUND: { httpStatus: 404, retryable: false, effect: 'none', title: 'Nothing of that name here' },
  ERR_METHOD_NOT_ALLOWED: {
    httpStatus: 405,
    retryable: false,
    effect: 'none',
    title: 'That method is not offered here',
  },
  ERR_NOT_ACCEPTABLE: { httpStatus: 406, retryable: false, effect: 'none', title: 'Only JSON is offered' },
  ERR_REQUEST_TIMEOUT: {
    httpStatus: 408,
    retryable: true,
    effect: 'none',
    title: 'The request did not arrive in time',
  },
  ERR_IDEMPOTENCY_IN_PROGRESS: {
    httpStatus: 409,
    retryable: true,
    effect: 'unknown',
    title: 'The first request with this key is undecided',
  },
  ERR_VERSION_CONFLICT: {
    httpStatus: 409,
    retryable: true,
    effect: 'none',
    title: 'Changed by someone else meanwhile',
  },
  ERR_BODY_TOO_LARGE: { httpStatus: 413, retryable: false, effect: 'none', title: 'The body is too large' },
  ERR_URI_TOO_LONG: { httpStatus: 414, retryable: false, effect: 'none', title: 'The address is too long' },
  ERR_MEDIA_TYPE: {
    httpStatus: 415,
    retryable: false,
    effect: 'none',
    title: 'Only application/json in UTF-8 is read',
  },
  ERR_BODY_INVALID: { httpStatus: 400, retryable: false, effect: 'none', title: 'The body is not valid' },
  ERR_REQUEST_INVALID: {
    httpStatus: 400,
    retryable: false,
    effect: 'none',
    title: 'A parameter or header is not valid',
  },
  ERR_WORKFLOW_UNKNOWN: {
    httpStatus: 404,
    retryable: false,
    effect: 'none',
    title: 'No workflow of that name',
  },
  ERR_IDEMPOTENCY_MISMATCH: {
    httpStatus: 422,
    retryable: false,
    effect: 'none',
    title: 'This key was used with another request',
  },
  ERR_RATE_LIMITED: {
    httpStatus: 429,
    retryable: true,
    effect: 'none',
    title: 'Too many requests of this tenant',
  },
  ERR_HEADERS_TOO_LARGE: {
    httpStatus: 431,
    retryable: false,
    effect: 'none',
    title: 'The headers are too large',
  },
  ERR_INTERNAL: { httpStatus: 500, retryable: false, effect: 'unknown', title: 'An error on our side' },
  ERR_QUEUE_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    effect: 'none',
    title: 'The queue is down, nothing was started',
  },
  ERR_OUTCOME_UNKNOWN: {
    httpStatus: 503,
    retryable: true,
    effect: 'unknown',
    title: 'It may or may not have been started',
  },
  ERR_DATABASE_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    effect: 'unknown',
    title: 'The database cannot be reached',
  },
  ERR_SHUTTING_DOWN: { httpStatus: 503, retryable: true, effect: 'none', title: 'This process is stopping' },
  ERR_SETTINGS_INVALID: {
    httpStatus: 500,
    retryable: false,
    effect: 'none',
    title: 'The settings are not valid',
  },
  ERR_REQUIREMENT_MISSING: {
    httpStatus: 500,
    retryable: false,
    effect: 'none',
    title: 'Something this needs is not installed',
  },
  ERR_SERVER_UNSUITABLE: {
    httpStatus: 500,
    retryable: false,
    effect: 'none',
    title: 'An external server cannot be used as it is',
  },
  ERR_PART_FAILED: {
    httpStatus: 500,
    retryable: true,
    effect: 'unknown',
    title: 'A part of the system did not start or has died',
  },
  ERR_ISSUER_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    effect: 'none',
    title: 'The issuer cannot be reached',
  },
  ERR_TENANT_EXISTS: {
    httpStatus: 409,
    retryable: false,
    effect: 'none',
    title: 'A tenant of that name exists',
  },
  ERR_TENANT_UNKNOWN: { httpStatus: 404, retryable: false, effect: 'none', title: 'No tenant of that name' },
  ERR_PROVISIONING_FAILED: {
    httpStatus: 500,
    retryable: true,
    effect: 'none',
    title: 'A tenant could not be made, all was undone',
  },
  ERR_SCHEMA_CHANGED: {
    httpStatus: 500,
    retryable: false,
    effect: 'none',
    title: 'The database schema is not the one this version knows',
  },
  ERR_STEP_FAILED: {
    httpStatus: 500,
    retryable: false,
    effect: 'none',
    title: 'A step of the workflow failed',
  },
} as const satisfies Record<
  `ERR_${string}`,
  { httpStatus: number; retryable: boolean; effect: 'none' | 'unknown'; title: string }
>

export type ErrorCode = keyof typeof errorCatalog
