import type { SystemAccess } from '../access/open-access.ts'
import { compileCacheOf } from '../access/state-root-of.ts'
import { standInMark } from './stand-in-mark.ts'
import { startNodeProcess, type StartedProcess } from './start-node-process.ts'

/** Each a folder beside this file. */
export const apiSaboteurs = [
  'api-trusts-tenant-header',
  'api-skips-token-verification',
  'api-believes-everything',
  'api-believes-anything-anywhere',
  'api-behind-lenient-reader',
  'api-sql-injection',
  'api-caches-without-tenant',
  'api-forgets-to-reject',
  'api-dies-before-publishing',
  'api-without-rate-limit',
  'api-loses-hints',
  'api-answers-before-commit',
] as const
export type ApiSaboteur = (typeof apiSaboteurs)[number]

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
  return startApi(access, `chaos/saboteurs/${name}/main.ts`, {
    // An attacker is not to be stopped by the rate limit: it is not what is being proven.
    EASYFLOW_RATE_LIMIT_PER_SECOND: '2000',
    ...settings,
  })
}

/** Starts the api of a mutant beside the genuine one, see chaos/mutants. */
export const startMutantApi = (access: SystemAccess, mutant: string): Promise<StartedProcess> =>
  startApi(access, 'chaos/saboteurs/mutant-api/main.ts', {
    EASYFLOW_RATE_LIMIT_PER_SECOND: '2000',
    CHAOS_MUTANT: mutant,
  })

/** Starts one more of the genuine api, with other settings. */
export const startGenuineApi = (
  access: SystemAccess,
  settings: Readonly<Record<string, string>>,
): Promise<StartedProcess> => startApi(access, 'system/api/main.ts', settings)

function startApi(
  { addresses, system }: SystemAccess,
  main: string,
  settings: Readonly<Record<string, string>>,
): Promise<StartedProcess> {
  return startNodeProcess(
    main,
    { variable: 'EASYFLOW_API_PORT' },
    {
      ...compileCacheOf(system.status()),
      ...standInMark(system.status()),
      EASYFLOW_DATABASE_URL: addresses.apiDatabaseUrl,
      EASYFLOW_KAFKA_BROKERS: addresses.clientBroker,
      EASYFLOW_ISSUER_URL: addresses.issuerUrl,
      EASYFLOW_JWKS_URL: addresses.jwksUrl,
      ...settings,
    },
  )
}
