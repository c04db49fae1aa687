import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { installLints } from '../../database/install-lints.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { describeFinding } from './describe-audit.ts'
import { runAudit } from './run-audit.ts'

/**
 * Looks at a tenant that was just made: what it was made with may have been bent (default privileges, a guard
 * that is off), and then it is not to be used.
 *
 * @throws {EasyFlowError} ERR_PROVISIONING_FAILED with every finding about this tenant.
 */
export async function requireCleanTenant(installer: Installer, tenant: TenantId): Promise<void> {
  await installLints(installer)
  const own = (await runAudit(installer)).findings.filter((finding) => finding.tenant === tenant)
  if (own.length === 0) return
  throw new EasyFlowError(
    'ERR_PROVISIONING_FAILED',
    `The audit found ${own.length} things at the new tenant ${tenant}:\n${own.map(describeFinding).join('\n')}`,
    { facts: { tenant, findings: own.length } },
  )
}
