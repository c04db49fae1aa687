import type { TenantId } from '../contracts/tenant-id.ts'
import { installLints } from '../database/install-lints.ts'
import { migrate } from '../database/migrate.ts'
import { provisionTenant } from '../database/provision-tenant.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { describeFinding } from './audit/describe-audit.ts'
import { runAudit } from './audit/run-audit.ts'
import { copyIssuerKeys } from './copy-issuer-keys.ts'
import { accountName } from './keys/account-name.ts'
import { restoreKeyEnds } from './keys/restore-key-ends.ts'
import { createTenant, listTenants, prepareTenants, type TenantDependencies } from './tenants.ts'

export interface BootstrapOptions {
  readonly issuer: string
  readonly jwksUrl: string
  /** Of the embedded issuer; another provider's keys are not ours. */
  readonly keysFile: string | undefined
  readonly logins: Readonly<Record<'easyflow_api' | 'easyflow_worker', string | undefined>>
  readonly tenants: readonly TenantId[]
  /** Resolves when topics can be made. The database is seen to before. */
  readonly brokerReady: () => Promise<void>
  readonly onDone: (what: string) => void
}

/** Brings an empty or older database to where api and worker can start. Safe to call again. */
export async function bootstrap(dependencies: TenantDependencies, options: BootstrapOptions): Promise<void> {
  const { installer } = dependencies
  const applied = await migrate(installer)
  options.onDone(`${applied.length} migrations applied`)
  for (const [login, password] of Object.entries(options.logins)) {
    if (password !== undefined) await setPassword(installer, login, password)
  }
  // Anew, so that what somebody did to them since does not outlive a start.
  await installLints(installer, { always: true })
  const kids = await copyIssuerKeys(installer, options)
  const { issuer, keysFile } = options
  if (keysFile !== undefined) {
    await restoreKeyEnds(installer, { issuer, keysFile, changedBy: accountName(), now: Date.now })
  }
  options.onDone(`${kids.length} issuer keys copied`)
  // The broker takes longer to come up than all of this does, the look at everything included.
  const known = await listTenants(installer)
  const active = new Set(known.filter((row) => row.status === 'active').map((row) => row.tenant))
  for (const tenant of options.tenants) if (active.has(tenant)) await provisionTenant(installer, tenant)
  const prepared = new Set(await prepareTenants(dependencies, options.tenants))
  await sayWhatIsOpen(installer, options.onDone)
  await options.brokerReady()
  for (const tenant of options.tenants) {
    if (!active.has(tenant)) await createTenant(dependencies, tenant, { isPrepared: prepared.has(tenant) })
    options.onDone(`tenant ${tenant} ready`)
  }
}

/** Refusing to start would keep the database from being mended, so what an earlier run left is said and stays. */
async function sayWhatIsOpen(installer: Installer, say: (what: string) => void): Promise<void> {
  const { findings, elapsedMs } = await runAudit(installer)
  say(`audit: ${findings.length} findings after ${elapsedMs} ms`)
  for (const finding of findings) say(describeFinding(finding))
}

async function setPassword(installer: Installer, login: string, password: string): Promise<void> {
  // ALTER ROLE takes no bind parameters; the server quotes the literal.
  const { rows } = await installer.query<{ statement: string }>(
    "select format('alter role %I password %L', $1::text, $2::text) as statement",
    [login, password],
  )
  await installer.query(rows[0]?.statement ?? '')
}
