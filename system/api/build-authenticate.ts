import type { IncomingMessage } from 'node:http'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { VerifyToken } from '../platform/tokens/build-token-verifier.ts'
import type { Authenticate } from './api-dependencies.ts'

export interface AuthenticateOptions {
  readonly verifyToken: VerifyToken
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** A token must live this long yet, so that it does not expire on its way through the layers. */
  readonly lifeLeftMinMs: number
}

const BEARER_PATTERN = /^Bearer ([^\s,]+)$/i

/** Builds the check of a request's token: one Authorization header, verified, of a caller, with life enough. */
export function buildAuthenticate(options: AuthenticateOptions): Authenticate {
  return async (request) => {
    const identity = await options.verifyToken(readBearerToken(request))
    const { role, exp } = identity.claims
    if (role !== 'caller') throw new EasyFlowError('ERR_FORBIDDEN', 'Only callers are served here')
    if (exp * 1000 - options.now() < options.lifeLeftMinMs) {
      throw new EasyFlowError('ERR_TOKEN_EXPIRED', 'The token is about to expire')
    }
    return identity
  }
}

/**
 * The token of the one Authorization header. Nothing else is ever read as a token.
 *
 * @throws {EasyFlowError} ERR_TOKEN_MISSING without the header, ERR_TOKEN_INVALID with several or another scheme.
 */
export function readBearerToken(request: IncomingMessage): string {
  const headers = request.headersDistinct['authorization'] ?? []
  const [header] = headers
  if (header === undefined) throw new EasyFlowError('ERR_TOKEN_MISSING', 'Send Authorization: Bearer <token>')
  const token = headers.length === 1 ? BEARER_PATTERN.exec(header)?.[1] : undefined
  if (token !== undefined) return token
  throw new EasyFlowError('ERR_TOKEN_INVALID', 'Send one Authorization header: Bearer <token>', {
    facts: { reason: 'authorization' },
  })
}
