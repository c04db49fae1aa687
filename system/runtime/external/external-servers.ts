import type { Credentials, PartName } from '../../contracts/system-status.ts'
import { parseDatabaseUrl } from '../../platform/config/parse-database-url.ts'

/** Servers of somebody else that are used in place of embedded ones. They are never started, ended or emptied. */
export interface ExternalServers {
  /** The installer's. */
  readonly postgres?: { readonly url: string }
  readonly kafka?: {
    readonly brokers: readonly string[]
    readonly adminBrokers: readonly string[]
    readonly user: string
    readonly password: string
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly caFile: string | undefined
  }
  readonly issuer?: {
    readonly url: string
    readonly jwksUrl: string
    readonly tokenUrl: string
    readonly clientId: string
    readonly clientSecret: string
    readonly caFile: string | undefined
  }
}

export type ExternalPart = keyof ExternalServers & PartName

/** Where the external ones are, by part and purpose, without a login. */
export function addressesOfExternal(
  external: ExternalServers,
): Partial<Record<ExternalPart, Readonly<Record<string, string>>>> {
  const { postgres, kafka, issuer } = external
  const found: Partial<Record<ExternalPart, Readonly<Record<string, string>>>> = {}
  if (postgres !== undefined) {
    const { host, port, database } = parseDatabaseUrl(postgres.url)
    found.postgres = { client: `${host.includes(':') ? `[${host}]` : host}:${String(port)}`, database }
  }
  if (kafka !== undefined) {
    found.kafka = { client: kafka.brokers.join(','), admin: kafka.adminBrokers.join(',') }
  }
  if (issuer !== undefined) found.issuer = { url: issuer.url }
  return found
}

/** An instance's secrets, with those of the external servers in place of what was made for embedded ones. */
export function withExternalLogins(own: Credentials, external: ExternalServers): Credentials {
  const { postgres, kafka, issuer } = external
  const installer = postgres === undefined ? undefined : parseDatabaseUrl(postgres.url)
  return {
    ...own,
    postgres:
      installer === undefined
        ? own.postgres
        : {
            ...own.postgres,
            database: installer.database,
            admin: { user: installer.user, password: installer.password },
          },
    kafka:
      kafka === undefined
        ? own.kafka
        : { ...own.kafka, admin: { user: kafka.user, password: kafka.password } },
    issuer:
      issuer === undefined
        ? own.issuer
        : { worker: { clientId: issuer.clientId, clientSecret: issuer.clientSecret }, callers: {} },
  }
}
