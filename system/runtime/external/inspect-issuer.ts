import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { demoTenants } from '../../control-plane/demo-tenants.ts'
import { buildTokenVerifier } from '../../platform/tokens/build-token-verifier.ts'
import type { ExternalServers } from './external-servers.ts'

const answerSchema = z.object({ access_token: z.string().min(1) })
const LIMIT_MS = 5000

/** Asks a provider, as the worker, for a token of each tenant that will be made, and looks at them as we do. */
export async function inspectIssuer(
  issuer: NonNullable<ExternalServers['issuer']>,
): Promise<{ readonly faults: readonly string[]; readonly token: string | undefined }> {
  const verify = buildTokenVerifier({ issuer: issuer.url, jwksUrl: issuer.jwksUrl, now: Date.now })
  const faults: string[] = []
  let good: string | undefined
  for (const tenant of demoTenants) {
    try {
      const token = await askToken(issuer, tenant)
      const { claims } = await verify(token)
      if (claims.tenant === tenant && claims.role === 'worker') good = token
      else
        faults.push(
          `its token for the worker and ${tenant} says tenant ${claims.tenant}, role ${claims.role}`,
        )
    } catch (error) {
      faults.push(explain(error, tenant))
    }
  }
  return { faults: [...new Set(faults)], token: good }
}

async function askToken(issuer: NonNullable<ExternalServers['issuer']>, tenant: TenantId): Promise<string> {
  const login = `${encodeURIComponent(issuer.clientId)}:${encodeURIComponent(issuer.clientSecret)}`
  const response = await fetch(issuer.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', tenant }),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new TypeError(`its token address answered ${String(response.status)} to the worker's client`)
  }
  return answerSchema.parse(await response.json()).access_token
}

function explain(error: unknown, tenant: string): string {
  if (error instanceof EasyFlowError) {
    const reason = error.facts['reason'] === undefined ? error.message : String(error.facts['reason'])
    return `its token for ${tenant} is not acceptable (${error.code}, ${reason}): see the claims in docs/external-servers.md`
  }
  if (error instanceof TypeError && error.message.startsWith('its ')) return `${error.message} for ${tenant}`
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer'
  return `no token could be had from its token address (${code})`
}
