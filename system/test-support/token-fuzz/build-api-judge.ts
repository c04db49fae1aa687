import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildTokenVerifier, type VerifyToken } from '../../platform/tokens/build-token-verifier.ts'
import { isSameVerdict, type Verdict } from './verdict.ts'

/**
 * What the api's verifier makes of a token throughout a span of time, in milliseconds since the epoch; `undefined`
 * when a bound passed in between.
 */
export type AskApi = (token: string, fromMs: number, untilMs: number) => Promise<ApiAnswer | undefined>

export interface ApiAnswer {
  readonly verdict: Verdict
  /** How long its verifier took at first sight. */
  readonly elapsedUs: number
}

const REFUSALS = ['ERR_TOKEN_MISSING', 'ERR_TOKEN_INVALID', 'ERR_TOKEN_EXPIRED']

/** Builds the api's own verifier twice: one with its clock at the begin of the span, one at the end. */
export function buildApiJudge(source: { readonly issuer: string; readonly jwksUrl: string }): AskApi {
  const clocks = { fromMs: Date.now(), untilMs: Date.now() }
  const build = (now: () => number): VerifyToken =>
    buildTokenVerifier({ ...source, now, unknownKidPauseMs: 1 })
  const [early, late] = [build(() => clocks.fromMs), build(() => clocks.untilMs)]
  return async (token, fromMs, untilMs) => {
    Object.assign(clocks, { fromMs, untilMs })
    const startedAt = performance.now()
    const before = await ask(early, token)
    const elapsedUs = (performance.now() - startedAt) * 1000
    const after = await ask(late, token)
    if (!isSameVerdict(before, after)) return undefined
    // What was accepted is remembered by now, and has to be what it was.
    if (after.accepted && !isSameVerdict(after, await ask(late, token))) {
      throw new Error('The api accepts a token at first sight and not when it is remembered')
    }
    return { verdict: after, elapsedUs }
  }
}

async function ask(verify: VerifyToken, token: string): Promise<Verdict> {
  try {
    const { claims } = await verify(token)
    return {
      accepted: true,
      tenant: claims.tenant,
      role: claims.role,
      subject: claims.sub,
      tokenId: claims.jti,
      issuedAt: claims.iat,
      expiresAt: claims.exp,
    }
  } catch (error) {
    if (error instanceof EasyFlowError && REFUSALS.includes(error.code)) return { accepted: false }
    throw error
  }
}
