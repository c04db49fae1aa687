import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { issuerClientsSchema, type IssuerClient } from '../../contracts/issuer-clients.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { ANSWER_WITHIN_MS, type ProbeTenant } from './probe-ground.ts'

const answerSchema = z.object({ access_token: z.string() })

/**
 * Asks the issuer for a caller's and a worker's token of a tenant, with the clients that the control plane gave it.
 *
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE when it gives none; a foreign issuer knows no synthetic tenant.
 */
export async function askProbeTokens(
  tenant: TenantId,
  { issuer, clientsFile }: { readonly issuer: string; readonly clientsFile: string },
): Promise<ProbeTenant> {
  const { clients } = issuerClientsSchema.parse(JSON.parse(await readFile(clientsFile, 'utf8')))
  const of = (role: IssuerClient['role']): IssuerClient => {
    const found = clients.find((client) => client.role === role && client.tenants.includes(tenant))
    if (found === undefined)
      throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', `The issuer has no client for a ${role} of ${tenant}`)
    return found
  }
  const [callerToken, workerToken] = await Promise.all([
    askToken(issuer, of('caller')),
    askToken(issuer, of('worker'), tenant),
  ])
  return { tenant, callerToken, workerToken }
}

async function askToken(issuer: string, client: IssuerClient, tenant?: TenantId): Promise<string> {
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
