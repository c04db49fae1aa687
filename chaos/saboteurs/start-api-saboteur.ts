import type { SystemAccess } from '../access/open-access.ts'
import { startNodeProcess, type StartedProcess } from './start-node-process.ts'

export type ApiSaboteur =
  | 'api-trusts-tenant-header'
  | 'api-skips-token-verification'
  | 'api-sql-injection'
  | 'api-forgets-to-reject'
  | 'api-dies-before-publishing'
  | 'api-without-rate-limit'

/**
 * Starts a broken api beside the genuine one, with the genuine one's own settings and credentials.
 *
 * @param settings further settings of the api, by their names.
 */
export function startApiSaboteur(
  access: SystemAccess,
  name: ApiSaboteur,
  settings: Readonly<Record<string, string>> = {},
): Promise<StartedProcess> {
  const { addresses } = access
  return startNodeProcess(`chaos/saboteurs/${name}/main.ts`, 'EASYFLOW_API_PORT', {
    EASYFLOW_DATABASE_URL: addresses.apiDatabaseUrl,
    EASYFLOW_KAFKA_BROKERS: addresses.clientBroker,
    EASYFLOW_ISSUER_URL: addresses.issuerUrl,
    EASYFLOW_JWKS_URL: addresses.jwksUrl,
    // An attacker is not to be stopped by the rate limit: it is not what is being proven.
    EASYFLOW_RATE_LIMIT_PER_SECOND: '2000',
    ...settings,
  })
}
