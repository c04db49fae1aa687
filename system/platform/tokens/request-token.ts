import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

const ANSWER_WITHIN_MS = 5000
const answerSchema = z.object({ access_token: z.string() })

/**
 * Asks our own issuer for a token of a client.
 *
 * @param tenant for a client that stands for several.
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE when it gives none within five seconds.
 */
export async function requestToken(
  issuer: string,
  client: { readonly clientId: string; readonly clientSecret: string },
  tenant?: string,
): Promise<string> {
  try {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
        ...(tenant === undefined ? {} : { tenant }),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}`)
    return answerSchema.parse(await answer.json()).access_token
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', `The issuer at ${issuer} gave no token (${reason})`, {
      cause,
    })
  }
}
