import { functionSchemaOf } from '../../../system/contracts/names.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import { encodeParts, goodClaims, goodHeader, signParts } from '../../attacks/sign-token.ts'
import { callHttp } from '../../probes/call-http.ts'
import { fetchToken } from '../../probes/fetch-token.ts'
import type { Bench } from '../open-bench.ts'
import { sendSql } from '../carriers.ts'
import type { SuiteMet } from '../suite-attack.ts'
import { issuerOf } from './token-variant.ts'

/**
 * Tries to use a tenant as its caller: asks the issuer, then the api and the database with a token that is right in
 * everything. Refused is it when all three refuse.
 */
export async function useAsTenant(bench: Bench, tenant: TenantId): Promise<SuiteMet> {
  const { addresses, system } = bench.access
  const key = issuerOf(bench)
  const token = signParts(encodeParts(goodHeader(key), goodClaims(addresses.issuerUrl, tenant)), key)
  const api = await callHttp(bench.stage.apiUrl(), { method: 'GET', path: '/executions?limit=20', token })
  const database = await sendSql(bench, {
    login: 'api',
    statement: `select ${functionSchemaOf(tenant)}.list_executions($1, '{"limit": 20}') as answer`,
    values: [token],
  })
  const said = `database: ${database.answer}; api: HTTP ${api.status}`
  const { callers, worker } = system.credentials().issuer
  const isOpen = database.refusedBy === 'none' || api.status < 400
  const asWorker = await fetchToken({ issuerUrl: addresses.issuerUrl, tenant, ...worker }).catch(
    () => undefined,
  )
  if (isOpen || database.answer !== 'SQLSTATE 28000' || !api.text.includes('28000'))
    return { refusedBy: isOpen ? 'none' : 'database', answer: said, text: api.text }
  // What the issuer still gives before its clients are gone is worth no more than the token above.
  const clients =
    callers[tenant] === undefined && asWorker === undefined
      ? 'and no client at the issuer'
      : 'and a client at the issuer'
  return {
    refusedBy: 'database',
    answer: `SQLSTATE 28000 there and behind the api, ${clients}`,
    text: api.text,
  }
}
