import { parseTenantId } from '../contracts/tenant-id.ts'
import { callTenantFunction } from '../platform/database/call-tenant-function.ts'
import { openPool, type Pool } from '../platform/database/open-pool.ts'
import { createDatabase, type TestDatabase } from './create-database.ts'
import { createDemoTenants } from './create-demo-tenants.ts'
import { openSuperuser, type Superuser } from './open-superuser.ts'
import { claimsOf } from './sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from './test-issuer.ts'

/** A real database with tenants and an issuer that it believes: all that an api needs behind it. */
export interface ApiBackdrop {
  readonly issuer: TestIssuer
  readonly database: TestDatabase
  readonly superuser: Superuser
  /** Connected as easyflow_api. */
  readonly apiPool: Pool
  readonly tokenOf: (tenant: string) => string
  /** Calls a caller function as that tenant's caller, past the api. */
  readonly callAsCaller: (tenant: string, name: string, args: readonly unknown[]) => Promise<unknown>
  /** Calls a worker function as that tenant's worker. */
  readonly callAsWorker: (tenant: string, name: string, args: readonly unknown[]) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Close it with `close()` after the last test that uses it. */
export async function createApiBackdrop(
  tenants: readonly string[] = ['acme', 'globex'],
): Promise<ApiBackdrop> {
  const issuer = await createTestIssuer()
  const database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, tenants.map(parseTenantId))
  const superuser = await openSuperuser(database.installerUrl)
  const open = (url: string): Pool =>
    openPool({ url, max: 8, applicationName: 'easyflow-test', onError: () => undefined })
  const [apiPool, workerPool] = [open(database.apiUrl), open(database.workerUrl)]
  const callOn =
    (pool: Pool, role: 'caller' | 'worker'): ApiBackdrop['callAsWorker'] =>
    (tenant, name, args) => {
      const token = issuer.sign(claimsOf(tenant, role))
      return callTenantFunction(pool, { tenant: parseTenantId(tenant), name, args, token })
    }
  return {
    issuer,
    database,
    superuser,
    apiPool,
    tokenOf: (tenant) => issuer.sign(claimsOf(tenant)),
    callAsCaller: callOn(apiPool, 'caller'),
    callAsWorker: callOn(workerPool, 'worker'),
    close: async () => {
      await Promise.all([apiPool.end(), workerPool.end(), superuser.close(), issuer.close()])
    },
  }
}
