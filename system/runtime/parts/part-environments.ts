import { addressOf, databaseUrlOf, issuerUrlOf, jwksUrlOf, type SystemContext } from '../system-context.ts'

type Settings = Readonly<Record<string, string>>

/** The api holds no credential that opens a tenant. */
export function apiSettingsOf(context: SystemContext): Settings {
  return {
    ...context.apiEnvironment,
    EASYFLOW_API_PORT: String(context.ports.api),
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'api'),
    EASYFLOW_KAFKA_BROKERS: addressOf(context.ports.kafkaClient),
    EASYFLOW_ISSUER_URL: issuerUrlOf(context),
    EASYFLOW_JWKS_URL: jwksUrlOf(context),
  }
}

/** The worker may ask for tokens of the tenants it is assigned. */
export function workerSettingsOf(context: SystemContext): Settings {
  const { clientId, clientSecret } = context.credentials.issuer.worker
  return {
    ...context.workerEnvironment,
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'worker'),
    EASYFLOW_KAFKA_BROKERS: addressOf(context.ports.kafkaClient),
    EASYFLOW_ISSUER_URL: issuerUrlOf(context),
    EASYFLOW_WORKER_CLIENT_ID: clientId,
    EASYFLOW_WORKER_CLIENT_SECRET: clientSecret,
    EASYFLOW_WORKER_TENANTS_FILE: context.layout.tenantsFile,
    EASYFLOW_WORKER_HEALTH_PORT: String(context.ports.workerHealth),
  }
}

export function issuerSettingsOf({ layout, ports }: SystemContext): Settings {
  return {
    EASYFLOW_ISSUER_PORT: String(ports.issuer),
    EASYFLOW_ISSUER_CLIENTS_FILE: layout.clientsFile,
    EASYFLOW_ISSUER_KEYS_FILE: layout.keysFile,
  }
}

/** The only process with admin credentials. */
export function controlPlaneSettingsOf(context: SystemContext): Settings {
  const { kafka, postgres } = context.credentials
  return {
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'admin'),
    EASYFLOW_KAFKA_ADMIN_BROKERS: addressOf(context.ports.kafkaInternal),
    EASYFLOW_KAFKA_ADMIN_USER: kafka.admin.user,
    EASYFLOW_KAFKA_ADMIN_PASSWORD: kafka.admin.password,
    EASYFLOW_ISSUER_URL: issuerUrlOf(context),
    EASYFLOW_JWKS_URL: jwksUrlOf(context),
    EASYFLOW_ISSUER_CLIENTS_FILE: context.layout.clientsFile,
    EASYFLOW_WORKER_TENANTS_FILE: context.layout.tenantsFile,
    EASYFLOW_DATABASE_API_PASSWORD: postgres.api.password,
    EASYFLOW_DATABASE_WORKER_PASSWORD: postgres.worker.password,
  }
}
