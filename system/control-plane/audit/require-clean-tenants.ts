import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { installLints } from '../../database/install-lints.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { describeFinding } from './describe-audit.ts'
import { runAudit } from './run-audit.ts'

/**
 * Looks at tenants that were just made: what they were made with may have been bent (default privileges, a guard
 * that is off), and then they are not to be used.
 *
 * @throws {EasyFlowError} ERR_PROVISIONING_FAILED with every finding about them.
 */
export async function requireCleanTenants(installer: Installer, tenants: readonly TenantId[]): Promise<void> {
  await installLints(installer)
  const names: readonly (string | null)[] = tenants
  const own = (await runAudit(installer)).findings.filter(({ tenant }) => names.includes(tenant))
  if (own.length === 0) return
  const tenant = tenants.join(', ')
  throw new EasyFlowError(
    'ERR_PROVISIONING_FAILED',
    `The audit found ${own.length} things at what was just made for ${tenant}:\n${own.map(describeFinding).join('\n')}`,
    { facts: { tenant, findings: own.length } },
  )
}
