import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { formatDatabaseUrl, parseDatabaseUrl } from '../../platform/config/parse-database-url.ts'
import type { ControlPlaneSettings } from '../settings.ts'
import type { ProbeAddresses } from './layer-probes.ts'

type ProbeSettings = Pick<
  ControlPlaneSettings,
  | 'EASYFLOW_API_URL'
  | 'EASYFLOW_KAFKA_BROKERS'
  | 'EASYFLOW_KAFKA_CA_FILE'
  | 'EASYFLOW_DATABASE_URL'
  | 'EASYFLOW_DATABASE_API_PASSWORD'
>

/**
 * Where the three that verify tokens are asked: the database as the api's own login.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when one of them is not set.
 */
export function probeAddressesOf(settings: ProbeSettings): Omit<ProbeAddresses, 'tenant'> {
  const { EASYFLOW_API_URL: apiUrl, EASYFLOW_KAFKA_BROKERS: brokers } = settings
  const password = settings.EASYFLOW_DATABASE_API_PASSWORD
  if (apiUrl === undefined || brokers === undefined || password === undefined) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      'To see who accepts a key, set EASYFLOW_API_URL, EASYFLOW_KAFKA_BROKERS and EASYFLOW_DATABASE_API_PASSWORD',
    )
  }
  const address = parseDatabaseUrl(settings.EASYFLOW_DATABASE_URL)
  // Not by the setters of URL: they leave a % in a password as it is.
  const databaseUrl = formatDatabaseUrl({ ...address, user: 'easyflow_api', password })
  return { apiUrl, brokers, caFile: settings.EASYFLOW_KAFKA_CA_FILE, databaseUrl }
}
