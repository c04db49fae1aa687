import type { Installer } from '../../../system/platform/database/with-installer.ts'
import type { Wall } from './contestants.ts'

/** Takes the walls named out of the database: row security off every tenant's tables, tokens no longer checked. */
export async function removeDatabaseWalls(installer: Installer, removed: readonly Wall[]): Promise<void> {
  const isRowSecurityOff = removed.includes('row security')
  if (isRowSecurityOff) await installer.query(ROW_SECURITY_OFF)
  if (!removed.includes('token check')) return
  await installer.query(isRowSecurityOff ? VERIFY_NOTHING : BELIEVE_THE_FUNCTION)
}

const ROW_SECURITY_OFF = `do $$
declare
  walled regclass;
begin
  for walled in select c.oid::regclass from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                join easyflow.tenants t on n.nspname = 'tenant_' || t.tenant_id
                where c.relkind = 'r' loop
    execute pg_catalog.format('alter table %s no force row level security, disable row level security', walled);
  end loop;
end
$$`

/** Where row security is off nobody asks for an identity, so none is made. */
const VERIFY_NOTHING = `create or replace function easyflow.verify(token text, tenant text, role text) returns void
language plpgsql as $$
begin
end
$$`

/** Row security demands an identity: the function that was called says which. */
const BELIEVE_THE_FUNCTION = `create or replace function easyflow.verify(token text, tenant text, role text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('easyflow.identity', tenant || '|' || role || '|' || easyflow.identity_mac(tenant, role), true);
end
$$`
