import { parseTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import { runCommand } from '../../../system/control-plane/run-command.ts'

const TENANTS = 50

/** Makes tenants `t0` to `t49`, one after another. @param settings the control plane's. */
export async function makeBenchTenants(
  settings: Readonly<Record<string, string>>,
): Promise<readonly TenantId[]> {
  const tenants = Array.from({ length: TENANTS }, (_, index) => parseTenantId(`t${String(index)}`))
  for (const tenant of tenants) await makeTenant(tenant, settings)
  return tenants
}

async function makeTenant(tenant: TenantId, settings: Readonly<Record<string, string>>): Promise<void> {
  const said: string[] = []
  const code = await runCommand(['tenants-create', tenant], settings, {
    result: () => undefined,
    talk: (text) => said.push(text),
  })
  if (code !== 0) throw new Error(`Tenant ${tenant} could not be made: ${said.join(' ')}`)
}
