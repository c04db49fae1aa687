import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import { fetchToken } from './fetch-token.ts'
import { openSqlSession, type SqlSession } from './sql-session.ts'

/** A tenant's functions in the database, called past api and worker with genuine tokens. */
export interface TenantFunctions {
  /** With the api's login and a caller's token. @throws {Error} naming the SQLSTATE. */
  asCaller(name: string, args: readonly unknown[]): Promise<unknown>
  /** With the worker's login and its token for the tenant. @throws {Error} naming the SQLSTATE. */
  asWorker(name: string, args: readonly unknown[]): Promise<unknown>
  close(): Promise<void>
}

export async function openTenantFunctions(access: SystemAccess, tenant: TenantId): Promise<TenantFunctions> {
  const { addresses } = access
  const [callerToken, workerToken] = await Promise.all([
    access.tokenOf(tenant),
    fetchToken({ issuerUrl: addresses.issuerUrl, tenant, ...access.system.credentials().issuer.worker }),
  ])
  const api = await openSqlSession(addresses.apiDatabaseUrl)
  const worker = await openSqlSession(addresses.workerDatabaseUrl)
  const schema = functionSchemaOf(tenant)
  return {
    asCaller: (name, args) => call(api, `${schema}.${name}`, [callerToken, ...args]),
    asWorker: (name, args) => call(worker, `${schema}.${name}`, [workerToken, ...args]),
    async close() {
      await Promise.all([api.close(), worker.close()])
    },
  }
}

async function call(session: SqlSession, name: string, args: readonly unknown[]): Promise<unknown> {
  const values = args.map((arg) => (typeof arg === 'object' && arg !== null ? JSON.stringify(arg) : arg))
  const places = values.map((_, index) => `$${index + 1}`).join(', ')
  const [row] = await session.rows(`select ${name}(${places}) as answer`, values)
  return row?.['answer']
}
