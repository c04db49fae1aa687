import { parseTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import { runAudit } from '../../../system/control-plane/audit/run-audit.ts'
import { stepsOf } from '../../../system/control-plane/tenant-steps.ts'
import { withInstaller } from '../../../system/platform/database/with-installer.ts'
import { openKafkaAdmin } from '../../../system/platform/kafka/kafka-admin.ts'

type Settings = Readonly<Record<string, string>>

/**
 * Makes `count` tenants, `t0`, `t1` and so on, by the control plane's own steps, and audits them all at once in the end: after each
 * one it takes longer than all the rest.
 *
 * @param settings the control plane's.
 * @throws {Error} when a tenant cannot be made, or the audit finds anything.
 */
export async function makeBenchTenants(settings: Settings, count: number): Promise<readonly TenantId[]> {
  const told = (name: string): string => settings[name] ?? ''
  const tenants = Array.from({ length: count }, (_, index) => parseTenantId(`t${String(index)}`))
  const broker = await openKafkaAdmin({
    brokers: told('EASYFLOW_KAFKA_ADMIN_BROKERS').split(','),
    user: told('EASYFLOW_KAFKA_ADMIN_USER'),
    password: told('EASYFLOW_KAFKA_ADMIN_PASSWORD'),
  })
  try {
    await withInstaller(told('EASYFLOW_DATABASE_URL'), async (installer) => {
      const clientsFile = told('EASYFLOW_ISSUER_CLIENTS_FILE')
      const tenantsFile = told('EASYFLOW_WORKER_TENANTS_FILE')
      for (const tenant of tenants) {
        const steps = stepsOf({ installer, broker, clientsFile, tenantsFile }, tenant)
        for (const step of steps) if (step.name !== 'audit') await step.apply()
      }
      const { findings } = await runAudit(installer)
      if (findings.length > 0)
        throw new Error(`The audit found ${String(findings.length)} things at the tenants`)
    })
  } finally {
    await broker.close()
  }
  return tenants
}
