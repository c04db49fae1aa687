import { join } from 'node:path'
import type { Credentials } from '../../contracts/system-status.ts'
import { layoutOf, type InstanceLayout } from '../instance/instance-layout.ts'
import type { SystemContext } from '../system-context.ts'
import type { ContainerSettings } from './container-settings.ts'

/**
 * Where everything is when each part runs in a container: one directory a reader, so that a part sees its own
 * secrets and nobody else's.
 */
export interface ContainerLayout extends InstanceLayout {
  readonly databasePasswordFile: string
  readonly databaseSettingsFile: string
  readonly brokerSettingsFile: string
  readonly brokerLogSettingsFile: string
  readonly issuerEnvironmentFile: string
  readonly apiEnvironmentFile: string
  readonly workerEnvironmentFile: string
}

/** Says where the secrets are and what reads them. */
export function containerLayoutOf(settings: ContainerSettings): ContainerLayout {
  const secrets = settings.EASYFLOW_SECRETS_DIR
  const of = (reader: string, file: string): string => join(secrets, reader, file)
  return {
    ...layoutOf(secrets, 'compose'),
    credentialsFile: of('control-plane', 'credentials.json'),
    keysFile: of('issuer', 'keys.json'),
    clientsFile: of('issuer', 'clients.json'),
    issuerEnvironmentFile: of('issuer', 'issuer.env'),
    apiEnvironmentFile: of('api', 'api.env'),
    tenantsFile: of('worker', 'tenants.json'),
    workerEnvironmentFile: of('worker', 'worker.env'),
    databasePasswordFile: of('postgres', 'admin-password'),
    databaseSettingsFile: of('postgres', 'postgresql.conf'),
    brokerSettingsFile: of('kafka', 'server.properties'),
    brokerLogSettingsFile: of('kafka', 'log4j2.properties'),
    kafka: join(settings.EASYFLOW_KAFKA_DATA_DIR, '..'),
  }
}

/** The context that the rest of the runtime knows, for parts that run in containers on one loopback. */
export function containerContextOf(settings: ContainerSettings, credentials: Credentials): SystemContext {
  return {
    layout: containerLayoutOf(settings),
    ports: {
      postgres: settings.EASYFLOW_POSTGRES_PORT,
      kafkaClient: settings.EASYFLOW_KAFKA_PORT,
      kafkaInternal: settings.EASYFLOW_KAFKA_ADMIN_PORT,
      kafkaController: settings.EASYFLOW_KAFKA_CONTROLLER_PORT,
      issuer: settings.EASYFLOW_ISSUER_PORT,
      api: settings.EASYFLOW_API_PORT,
      workerHealth: settings.EASYFLOW_WORKER_HEALTH_PORT,
    },
    credentials,
    kafkaClusterId: '',
    isEphemeral: false,
    apiMain: '',
    workerMain: '',
    signal: AbortSignal.timeout(180_000),
  }
}
