import { readFile } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { issuerClientsSchema, type IssuerClient } from '../../contracts/issuer-clients.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { requestToken } from '../../platform/tokens/request-token.ts'
import type { ProbeTenant } from './probe-ground.ts'

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
    requestToken(issuer, of('caller')),
    requestToken(issuer, of('worker'), tenant),
  ])
  return { tenant, callerToken, workerToken }
}
