import { z } from 'zod'
import type { RunningSystem } from '../../../system/contracts/running-system.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'

const tokenSchema = z.object({ access_token: z.string() })

/** Gets a new token of a tenant's caller from the system's issuer. @throws when there is no such caller. */
export async function fetchCallerToken(system: RunningSystem, tenant: TenantId): Promise<string> {
  const caller = system.credentials().issuer.callers[tenant]
  if (caller === undefined) throw new Error(`There is no caller of ${tenant}`)
  const login = Buffer.from(`${caller.clientId}:${caller.clientSecret}`).toString('base64')
  const answer = await fetch(`${system.status().parts.issuer.addresses['url'] ?? ''}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${login}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return tokenSchema.parse(await answer.json()).access_token
}
