import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { TokenRejectedError } from './strict-oauth.ts'

/** What the broker says no to an identity with. Everything else it may answer is not about who asks. */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [29, 'TOPIC_AUTHORIZATION_FAILED'],
  [30, 'GROUP_AUTHORIZATION_FAILED'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED'],
  [33, 'UNSUPPORTED_SASL_MECHANISM'],
  [34, 'ILLEGAL_SASL_STATE'],
  [53, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  [58, 'SASL_AUTHENTICATION_FAILED'],
])

/**
 * Names what went wrong with the broker: ERR_BROKER_REFUSED when it refused this identity, else
 * ERR_QUEUE_UNAVAILABLE. `facts.brokerAnswered` tells a broker that said something from one that did not.
 *
 * @param operation what was tried, for the message.
 */
export function toKafkaError(
  error: unknown,
  operation: string,
  facts: Readonly<Record<string, string | number | boolean>> = {},
): EasyFlowError {
  if (error instanceof EasyFlowError) return error
  const causes = causesOf(error)
  const code = causes.map(codeOf).find((found) => found !== undefined)
  const isTokenRejected = causes.some((cause) => cause instanceof TokenRejectedError)
  const refusal = code === undefined ? undefined : isTokenRejected ? 'invalid_token' : REFUSALS.get(code)
  if (code !== undefined && refusal !== undefined) {
    return new EasyFlowError('ERR_BROKER_REFUSED', `The broker refused ${operation} (${refusal})`, {
      facts: { ...facts, kafkaError: refusal, kafkaCode: code, layer: 'broker' },
    })
  }
  const reason = reasonOf(causes)
  return new EasyFlowError('ERR_QUEUE_UNAVAILABLE', `The broker did not do ${operation} (${reason})`, {
    facts: { ...facts, reason, brokerAnswered: code !== undefined },
  })
}

/** kafkajs wraps: the telling error is a cause, or one of several. */
function causesOf(error: unknown, depth = 0): readonly object[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const inner = 'cause' in error ? causesOf(error.cause, depth + 1) : []
  const several =
    'errors' in error && Array.isArray(error.errors)
      ? error.errors.flatMap((one: unknown) => causesOf(one, depth + 1))
      : []
  return [error, ...inner, ...several]
}

function codeOf(error: object): number | undefined {
  if ('name' in error && error.name === 'KafkaJSSASLAuthenticationError') {
    return 'message' in error && String(error.message).includes('not supported by the server') ? 33 : 58
  }
  return 'code' in error && typeof error.code === 'number' && error.code > 0 ? error.code : undefined
}

/** The broker's or the socket's own name for it; else the innermost error's. */
function reasonOf(causes: readonly object[]): string {
  for (const error of causes) {
    if ('type' in error && typeof error.type === 'string') return error.type
    if ('code' in error && typeof error.code === 'string') return error.code
  }
  const innermost = causes.at(-1)
  return innermost !== undefined && 'name' in innermost ? String(innermost.name) : 'no answer'
}
