-- Why: a verified token becomes an identity that lasts for this transaction and that no client can
-- imitate: it carries a MAC over backend, transaction, tenant and role, by a key nobody can read. The
-- transaction is told by its start time, which those that begin in one message share: an identity may be
-- carried from one to the next there, with the token that made it still in the same message.
-- Locks: none that wait.   Undone by: drop function.

create function easyflow.identity_mac(tenant text, role text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
    pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()) || '|' || tenant || '|' || role, 'UTF8'))), 'hex')
  from easyflow.identity_mac_key k;
end;

-- The tenant of this transaction's verified identity. Raises 28000 when there is none, because a policy
-- that quietly matched no row could not be told from a lost lease.
create function easyflow.current_tenant() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- '' and not null once a transaction-local setting has ended.
  identity text[] := string_to_array(nullif(current_setting('easyflow.identity', true), ''), '|');
begin
  if array_length(identity, 1) is distinct from 3
    or identity[3] is distinct from easyflow.identity_mac(identity[1], identity[2]) then
    raise exception 'easyflow refuses: no verified identity in this transaction' using errcode = '28000';
  end if;
  return identity[1];
end
$$;

-- Verifies `token` for exactly this tenant and role and makes it the identity of the transaction.
create function easyflow.verify(token text, tenant text, role text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  hash bytea;
  moment timestamptz := clock_timestamp();
  known easyflow.checked_token;
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
  select r.tenant_id, r.role into known.tenant_id, known.role
  from easyflow.remembered_tokens r
  join easyflow.issuer_keys k on k.key_id = r.key_id
  where r.token_sha256 = hash and r.expires_at > moment
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
  end if;
  if known.tenant_id is distinct from tenant or known.role is distinct from role then
    perform easyflow.refuse('this token is for another tenant or role');
  end if;
  perform set_config('easyflow.identity', tenant || '|' || role || '|' || easyflow.identity_mac(tenant, role), true);
end
$$;

do $$
declare
  routine regprocedure;
begin
  for routine in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'easyflow'::regnamespace loop
    execute pg_catalog.format('alter function %s owner to easyflow_owner', routine);
    execute pg_catalog.format('revoke all on function %s from public', routine);
  end loop;
end
$$;
