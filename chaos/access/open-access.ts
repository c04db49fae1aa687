import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { Credentials } from '../../system/contracts/system-status.ts'
import { isTenantId, type TenantId } from '../../system/contracts/tenant-id.ts'
import type { Secret } from '../checkers/check-logs.ts'
import { fetchToken } from '../probes/fetch-token.ts'
import { openLastingSession, type LastingSession, type SqlSession } from '../probes/sql-session.ts'
import { addressesOf, type Addresses } from './addresses-of.ts'

/** The harness's hold on a running system. */
export interface SystemAccess {
  readonly system: RunningSystem
  readonly addresses: Addresses
  /** A superuser's session, for faults and witnesses. It outlives its server. */
  readonly admin: LastingSession
  readonly tenants: readonly TenantId[]
  /** What nobody but its tenant may ever see, by tenant. */
  readonly canaries: ReadonlyMap<string, string>
  /** A genuine caller's token with at least a minute to live. */
  readonly tokenOf: (tenant: TenantId) => Promise<string>
  /** One genuine caller's token, the same ever after: what somebody has who took it once. */
  readonly stolenTokenOf: (tenant: TenantId) => Promise<string>
  /** The next `tokenOf` asks the issuer again: what was fetched before is worth nothing any more. */
  readonly forgetTokens: () => void
  /** What must stand in no log: every token of `tokenOf`, and the instance's passwords. */
  readonly secrets: () => readonly Secret[]
  close(): Promise<void>
}

/** @throws {Error} when the system cannot be reached or holds no canary: nothing could be proven then. */
export async function openAccess(system: RunningSystem): Promise<SystemAccess> {
  const credentials = system.credentials()
  const addresses = addressesOf(system.status(), credentials)
  const admin = await openLastingSession(addresses.adminDatabaseUrl)
  const tenants = (
    await admin.rows("select tenant_id from easyflow.tenants where status = 'active' order by 1")
  )
    .map((row) => row['tenant_id'])
    .filter(isTenantId)
  const used = new Set<string>()
  const stolen = new Map<TenantId, Promise<string>>()
  const tokens = new Map<TenantId, { token: Promise<string>; until: number }>()
  const access: SystemAccess = {
    system,
    addresses,
    admin,
    tenants,
    canaries: await readCanaries(admin, tenants),
    stolenTokenOf(tenant) {
      const taken = stolen.get(tenant) ?? access.tokenOf(tenant)
      stolen.set(tenant, taken)
      return taken
    },
    forgetTokens: () => tokens.clear(),
    tokenOf(tenant) {
      const known = tokens.get(tenant)
      if (known !== undefined && known.until > Date.now()) return known.token
      // Read anew: tenants come and go.
      const caller = system.credentials().issuer.callers[tenant]
      if (caller === undefined) throw new Error(`The credentials name no caller of ${tenant}`)
      const token = fetchToken({ issuerUrl: addresses.issuerUrl, ...caller })
      // Its failure is for whoever asked for it.
      token.then(
        (text) => used.add(text),
        () => undefined,
      )
      tokens.set(tenant, { token, until: Date.now() + 200_000 })
      return token
    },
    secrets: () => [
      ...[...used].map((value): Secret => ({ kind: 'token', value })),
      ...passwordsOf(system.credentials()),
    ],
    close: () => admin.close(),
  }
  return access
}

function passwordsOf({ postgres, kafka, issuer }: Credentials): readonly Secret[] {
  const passwords = [postgres.admin, postgres.api, postgres.worker, kafka.admin, kafka.broker].map(
    ({ password }) => password,
  )
  const clients = [issuer.worker, ...Object.values(issuer.callers)].map(({ clientSecret }) => clientSecret)
  return [...passwords, ...clients].map((value) => ({ kind: 'password', value }))
}

async function readCanaries(
  admin: SqlSession,
  tenants: readonly TenantId[],
): Promise<ReadonlyMap<string, string>> {
  const canaries = new Map<string, string>()
  for (const tenant of tenants) {
    const [row] = await admin.rows(
      `select note from ${dataSchemaOf(tenant)}.customers where note like 'canary-%'`,
    )
    if (row !== undefined) canaries.set(tenant, String(row['note']))
  }
  if (canaries.size < 2) throw new Error('Fewer than two tenants have a canary, so a leak could not be seen')
  return canaries
}
