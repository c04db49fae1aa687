import type { Credentials, PartName, SystemStatus } from '../../system/contracts/system-status.ts'

/** Where the parts of a running system are, and as whom the harness may reach them. */
export interface Addresses {
  readonly apiUrl: string
  readonly workerUrl: string
  readonly issuerUrl: string
  readonly jwksUrl: string
  /** The superuser: sees and may do everything. */
  readonly adminDatabaseUrl: string
  /** The api's own login: what an attacker holds who has taken its connection. */
  readonly apiDatabaseUrl: string
  readonly workerDatabaseUrl: string
  readonly clientBroker: string
  readonly adminBroker: string
}

/** @throws {Error} when a part or an address is missing. */
export function addressesOf(status: SystemStatus, credentials: Credentials): Addresses {
  const find = (part: PartName, purpose: string): string => {
    const address = status.parts[part].addresses[purpose]
    if (address === undefined) throw new Error(`The status of ${part} names no address "${purpose}"`)
    return address
  }
  const databaseUrl = (login: { user: string; password: string }): string =>
    `postgres://${login.user}:${encodeURIComponent(login.password)}@${find('postgres', 'client')}/${credentials.postgres.database}`
  const issuerUrl = find('issuer', 'url')
  return {
    apiUrl: find('api', 'url'),
    workerUrl: find('worker', 'url'),
    issuerUrl,
    jwksUrl: `${issuerUrl}/jwks`,
    adminDatabaseUrl: databaseUrl(credentials.postgres.admin),
    apiDatabaseUrl: databaseUrl(credentials.postgres.api),
    workerDatabaseUrl: databaseUrl(credentials.postgres.worker),
    clientBroker: find('kafka', 'client'),
    adminBroker: find('kafka', 'admin'),
  }
}
