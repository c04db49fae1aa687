import type { Credentials } from '../contracts/system-status.ts'
import { formatDatabaseUrl, parseDatabaseUrl } from '../platform/config/parse-database-url.ts'
import type { ExternalServers } from './external/external-servers.ts'
import type { InstanceLayout } from './instance/instance-layout.ts'
import type { OnProgram } from './process/run-to-end.ts'

/** The ports of an instance, all on 127.0.0.1. */
export interface SystemPorts {
  readonly postgres: number
  readonly kafkaClient: number
  readonly kafkaInternal: number
  readonly kafkaController: number
  /**
   * A listener for callers and workers that names another port than its own as its address: whoever comes in by
   * what listens on that port (a proxy of the harness's) is told to stay there. Both or none.
   */
  readonly kafkaBehindProxy?: number | undefined
  readonly kafkaProxied?: number | undefined
  readonly issuer: number
  readonly api: number
  readonly workerHealth: number
}

/** All that the parts of one instance have to know to be started. */
export interface SystemContext {
  readonly layout: InstanceLayout
  readonly ports: SystemPorts
  readonly credentials: Credentials
  readonly kafkaClusterId: string
  readonly isEphemeral: boolean
  readonly apiMain: string
  readonly workerMain: string
  /** Used in place of embedded servers. */
  readonly external?: ExternalServers
  /** What the environment of the start told, by name. */
  readonly given?: Readonly<Record<string, string>>
  /** Further settings of the api and the worker. What the runtime itself says comes first. */
  readonly apiEnvironment?: Readonly<Record<string, string>>
  readonly workerEnvironment?: Readonly<Record<string, string>>
  /** Gives up the start. */
  readonly signal: AbortSignal
  /** Hears of programs that run beside the parts, so that they end with us. */
  readonly onProgram?: OnProgram
}

export const HOST = '127.0.0.1'
export const DATABASE = 'easyflow'

export const addressOf = (port: number): string => `${HOST}:${String(port)}`
export const issuerUrlOf = ({ external, ports }: SystemContext): string =>
  external?.issuer?.url ?? `http://${addressOf(ports.issuer)}`
export const jwksUrlOf = (context: SystemContext): string =>
  context.external?.issuer?.jwksUrl ?? `${issuerUrlOf(context)}/jwks`

/** The connection string of one of the database's logins. */
export function databaseUrlOf(
  context: SystemContext,
  login: 'admin' | 'api' | 'worker',
  database: string = DATABASE,
): string {
  const { user, password } = context.credentials.postgres[login]
  const url = context.external?.postgres?.url
  if (url !== undefined) return formatDatabaseUrl({ ...parseDatabaseUrl(url), user, password })
  return `postgres://${user}:${password}@${addressOf(context.ports.postgres)}/${database}`
}
