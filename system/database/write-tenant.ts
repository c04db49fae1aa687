import { databaseRoleOf, functionSchemaOf } from '../contracts/names.ts'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { tokenRoles } from '../contracts/token.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { readSqlFile, readSqlFolder, type SqlFile } from './read-sql-folder.ts'

/** Which login may execute the functions of which token role. */
const loginOf = { caller: 'easyflow_api', worker: 'easyflow_worker' } as const

/** What provisioning a tenant writes, within the caller's transaction. */
export async function writeTenant(installer: Installer, tenant: TenantId): Promise<void> {
  const forTenant = (file: SqlFile): string => file.sql.replaceAll('{{tenant}}', tenant)
  const [roles, grants, migrations, shared] = await Promise.all([
    readSqlFile('tenant/roles.sql'),
    readSqlFile('tenant/grants.sql'),
    readSqlFolder('tenant/migrations'),
    readSqlFolder('tenant/functions/shared'),
  ])
  await installer.query(
    "insert into easyflow.tenants (tenant_id, status) values ($1, 'provisioning') on conflict do nothing",
    [tenant],
  )
  const pending = await findPending(installer, tenant, migrations)
  const functions = await readFunctions()
  // One message for all of it: a tenant is some eighty statements, and each round trip costs.
  await installer.query(
    [
      forTenant(roles),
      ...pending.map(forTenant),
      ...shared.map(forTenant),
      ...functions.map(({ file }) => forTenant(file)),
      forTenant(grants),
      ...functions.map(({ file, role }) => ownAndGrant(tenant, file.name, role)),
    ].join('\n'),
  )
  for (const file of pending) {
    await installer.query(
      'insert into easyflow.tenant_migrations (tenant_id, name, sha256) values ($1, $2, $3)',
      [tenant, file.name, file.sha256],
    )
  }
}

async function findPending(
  installer: Installer,
  tenant: TenantId,
  migrations: readonly SqlFile[],
): Promise<readonly SqlFile[]> {
  const { rows } = await installer.query<{ name: string; sha256: string }>(
    'select name, sha256 from easyflow.tenant_migrations where tenant_id = $1',
    [tenant],
  )
  for (const row of rows) {
    if (migrations.find((file) => file.name === row.name)?.sha256 !== row.sha256) {
      throw new EasyFlowError(
        'ERR_SCHEMA_CHANGED',
        `Tenant ${tenant} has migration ${row.name} with another text or from a newer version`,
      )
    }
  }
  return migrations.filter((file) => !rows.some((row) => row.name === file.name))
}

async function readFunctions(): Promise<readonly { file: SqlFile; role: keyof typeof loginOf }[]> {
  const byRole = await Promise.all(
    tokenRoles.map(async (role) =>
      (await readSqlFolder(`tenant/functions/${role}`)).map((file) => ({ file, role })),
    ),
  )
  return byRole.flat()
}

function ownAndGrant(tenant: TenantId, name: string, role: keyof typeof loginOf): string {
  const routine = `${functionSchemaOf(tenant)}.${name}`
  return `alter function ${routine} owner to ${databaseRoleOf(tenant, role)};
    grant execute on function ${routine} to ${loginOf[role]};`
}
