import { dataSchemaOf, databaseRoleOf, functionSchemaOf } from '../contracts/names.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { tokenRoles } from '../contracts/token.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import { DatabaseError, inTransaction, type Installer } from '../platform/database/with-installer.ts'

const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Removes a tenant's rows, schemas, functions and roles, in one transaction. Safe to call again. Its name is
 * noted, so that no token from before opens a later tenant of that name. Whoever keeps the tables locked for
 * longer than the lock timeout (an open transaction is enough) loses the connection.
 */
export async function removeTenant(installer: Installer, tenant: TenantId): Promise<void> {
  await holdLock(installer, 'tenants', async () => {
    try {
      await removeAll(installer, tenant)
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error
      await disconnectHolders(installer, tenant)
      await removeAll(installer, tenant)
    }
  })
}

async function removeAll(installer: Installer, tenant: TenantId): Promise<void> {
  await inTransaction(installer, async () => {
    await installer.query(`
      drop schema if exists ${functionSchemaOf(tenant)} cascade;
      drop schema if exists ${dataSchemaOf(tenant)} cascade`)
    for (const role of tokenRoles) await dropRole(installer, databaseRoleOf(tenant, role))
    // What was remembered of its tokens goes with the row.
    await installer.query('delete from easyflow.tenants where tenant_id = $1', [tenant])
    await installer.query(
      `insert into easyflow.removed_tenants (tenant_id, removed_at) values ($1, clock_timestamp())
       on conflict (tenant_id) do update set removed_at = excluded.removed_at`,
      [tenant],
    )
    await forgetStatistics(installer, tenant)
  })
}

/**
 * The planner's statistics keep values of rows that are gone, in places that logins can read. Those that name
 * the tenant are cleared; those of what all databases share can only be made anew. Those of the noted names stay
 * with the note.
 */
async function forgetStatistics(installer: Installer, tenant: TenantId): Promise<void> {
  const { rows } = await installer.query<{ relation: string }>(
    `with named as (
       select s.*, c.relisshared from pg_stats s join pg_class c on c.oid = format('%I.%I', s.schemaname, s.tablename)::regclass
       where s.schemaname in ('easyflow', 'pg_catalog') and s.tablename <> 'removed_tenants'
         and has_table_privilege(c.oid, 'MAINTAIN')
         and concat(s.most_common_vals::text, s.histogram_bounds::text, s.most_common_elems::text)
           ~ ((case s.schemaname when 'easyflow' then '(^|[^a-z0-9])' else 'tenant[_:]' end) || $1 || '([^a-z0-9]|$)')
     ), cleared as materialized (
       select pg_clear_attribute_stats(schemaname, tablename, attname, inherited) from named where not relisshared
     )
     select distinct format('%I.%I', schemaname, tablename) as relation
     from named cross join (select count(*) from cleared) counted where relisshared`,
    [tenant],
  )
  for (const { relation } of rows) await installer.query(`analyze ${relation}`)
}

async function dropRole(installer: Installer, role: string): Promise<void> {
  const { rowCount } = await installer.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) return
  await installer.query(`drop owned by ${role}; drop role ${role}`)
}

/** Ends the data plane's sessions that hold a lock on one of the tenant's relations or on its registry row. */
async function disconnectHolders(installer: Installer, tenant: TenantId): Promise<void> {
  await installer.query(
    `select pg_terminate_backend(l.pid, 5000)
     from (select distinct l.pid from pg_locks l join pg_class c on c.oid = l.relation
           where l.database = (select oid from pg_database where datname = current_database())
             and (c.relnamespace = to_regnamespace($1) or c.oid = 'easyflow.tenants'::regclass)) l
     join pg_stat_activity a on a.pid = l.pid and a.usename in ('easyflow_api', 'easyflow_worker')
       and a.xact_start < clock_timestamp() - interval '4 seconds'`,
    [dataSchemaOf(tenant)],
  )
}
