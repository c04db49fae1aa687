-- Why: the functions of a tenant are there before it is whole and for a moment while it is removed. Whoever had a
-- token for it then, from an issuer that is not ours, could use a tenant without a topic, or write rows that are about
-- to go. Now a token opens a tenant only while its status is active.
-- Locks: none that wait.   Undone by: the function as in 0009.

create or replace function easyflow.verify(token text, tenant text, role text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  hash bytea;
  moment timestamptz := clock_timestamp();
  known easyflow.checked_token;
  is_whole boolean;
begin
  if token is null or octet_length(token) > 4096 then
    perform easyflow.refuse('missing or too long');
  end if;
  -- Any other level keeps its first snapshot, in which a key that has been removed since is still there.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform easyflow.refuse('the transaction does not see removed keys');
  end if;
  hash := sha256(convert_to(token, 'UTF8'));
  -- The join makes a remembered token die with its key.
  select r.tenant_id, r.role, t.status is not distinct from 'active' into known.tenant_id, known.role, is_whole
  from easyflow.remembered_tokens r
  join easyflow.issuer_keys k on k.key_id = r.key_id
  left join easyflow.tenants t on t.tenant_id = r.tenant_id
  where r.token_sha256 = hash and r.expires_at > moment and k.not_after > moment
  limit 1;
  if not found then
    known := easyflow.check_token(token);
    if current_setting('transaction_read_only') = 'off' then
      delete from easyflow.remembered_tokens where ctid in (
        -- A variable and no function call: clock_timestamp() is volatile, so no index would be used.
        select ctid from easyflow.remembered_tokens where expires_at < moment
        limit 50 for update skip locked);
      insert into easyflow.remembered_tokens (token_sha256, key_id, tenant_id, role, expires_at)
      values (hash, known.key_id, known.tenant_id, known.role, known.expires_at);
    end if;
    is_whole := exists (
      select from easyflow.tenants t where t.tenant_id = known.tenant_id and t.status = 'active');
  end if;
  if known.tenant_id is distinct from tenant or known.role is distinct from role then
    perform easyflow.refuse('this token is for another tenant or role');
  end if;
  if is_whole is not true then
    perform easyflow.refuse('its tenant is not whole');
  end if;
  perform set_config('easyflow.identity', tenant || '|' || role || '|' || easyflow.identity_mac(tenant, role), true);
end
$$;
