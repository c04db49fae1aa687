import { passedTo } from '../start-settings.ts'
import { addressOf, databaseUrlOf, issuerUrlOf, jwksUrlOf, type SystemContext } from '../system-context.ts'

type Settings = Readonly<Record<string, string>>

/** The api holds no credential that opens a tenant. */
export function apiSettingsOf(context: SystemContext): Settings {
  return {
    ...passedTo('api', context.given ?? {}),
    ...context.apiEnvironment,
    EASYFLOW_API_PORT: String(context.ports.api),
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'api'),
    ...brokersOf(context),
    ...issuerOf(context),
    EASYFLOW_JWKS_URL: jwksUrlOf(context),
  }
}

/** The worker may ask for tokens of the tenants it is assigned. */
export function workerSettingsOf(context: SystemContext): Settings {
  const { clientId, clientSecret } = context.credentials.issuer.worker
  const tokenUrl = context.external?.issuer?.tokenUrl
  return {
    ...passedTo('worker', context.given ?? {}),
    ...context.workerEnvironment,
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'worker'),
    ...brokersOf(context),
    ...issuerOf(context),
    ...(tokenUrl === undefined ? {} : { EASYFLOW_TOKEN_URL: tokenUrl }),
    EASYFLOW_WORKER_CLIENT_ID: clientId,
    EASYFLOW_WORKER_CLIENT_SECRET: clientSecret,
    EASYFLOW_WORKER_TENANTS_FILE: context.layout.tenantsFile,
    EASYFLOW_WORKER_HEALTH_PORT: String(context.ports.workerHealth),
  }
}

export function issuerSettingsOf({ layout, ports, given }: SystemContext): Settings {
  return {
    ...passedTo('issuer', given ?? {}),
    EASYFLOW_ISSUER_PORT: String(ports.issuer),
    EASYFLOW_ISSUER_CLIENTS_FILE: layout.clientsFile,
    EASYFLOW_ISSUER_KEYS_FILE: layout.keysFile,
  }
}

/** The only process with admin credentials. */
export function controlPlaneSettingsOf(context: SystemContext): Settings {
  const { kafka, postgres } = context.credentials
  const external = context.external?.kafka
  return {
    ...passedTo('control-plane', context.given ?? {}),
    EASYFLOW_DATABASE_URL: databaseUrlOf(context, 'admin'),
    EASYFLOW_KAFKA_ADMIN_BROKERS: external?.adminBrokers.join(',') ?? addressOf(context.ports.kafkaInternal),
    EASYFLOW_KAFKA_ADMIN_USER: kafka.admin.user,
    EASYFLOW_KAFKA_ADMIN_PASSWORD: kafka.admin.password,
    EASYFLOW_KAFKA_ADMIN_MECHANISM: external?.mechanism ?? 'plain',
    ...brokersOf(context),
    ...issuerOf(context),
    EASYFLOW_JWKS_URL: jwksUrlOf(context),
    EASYFLOW_ISSUER_CLIENTS_FILE: context.layout.clientsFile,
    EASYFLOW_WORKER_TENANTS_FILE: context.layout.tenantsFile,
    // Another provider's keys are not ours to change.
    ...(context.external?.issuer === undefined ? { EASYFLOW_ISSUER_KEYS_FILE: context.layout.keysFile } : {}),
    EASYFLOW_API_URL: `http://${addressOf(context.ports.api)}`,
    EASYFLOW_DATABASE_API_PASSWORD: postgres.api.password,
    EASYFLOW_DATABASE_WORKER_PASSWORD: postgres.worker.password,
  }
}

function brokersOf({ external, ports }: SystemContext): Settings {
  const { brokers, caFile } = external?.kafka ?? {
    brokers: [addressOf(ports.kafkaClient)],
    caFile: undefined,
  }
  return {
    EASYFLOW_KAFKA_BROKERS: brokers.join(','),
    ...(caFile === undefined ? {} : { EASYFLOW_KAFKA_CA_FILE: caFile }),
  }
}

function issuerOf(context: SystemContext): Settings {
  const caFile = context.external?.issuer?.caFile
  return {
    EASYFLOW_ISSUER_URL: issuerUrlOf(context),
    ...(caFile === undefined ? {} : { EASYFLOW_OIDC_CA_FILE: caFile }),
  }
}
