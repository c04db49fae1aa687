-- Why: a key that no longer signs is to be forgotten without anybody remembering to, and every change of a key
-- is to be found again. A key that was removed is not copied back from a key set that still shows it.
-- Locks: issuer_keys for a moment.   Undone by: drop table easyflow.key_changes; alter table … drop column; the
-- functions as in 0004 and 0005.

alter table easyflow.issuer_keys add column not_after timestamptz not null default 'infinity';

create table easyflow.key_changes (
  change_id   bigint      generated always as identity,
  issuer      text        not null,
  kid         text        not null,
  change      text        not null constraint key_changes_change_is_known
                          check (change in ('published', 'signing', 'retiring', 'removed', 'copied', 'dropped')),
  -- The account that ran the command.
  changed_by  text        not null,
  changed_at  timestamptz not null default clock_timestamp(),
  constraint key_changes_pkey primary key (change_id)
);
create index key_changes_kid on easyflow.key_changes (issuer, kid);
alter table easyflow.key_changes owner to easyflow_owner;

-- Checks a token from its signature up. Every failure, a syntax error inside included, is 28000.
create or replace function easyflow.check_token(token text) returns easyflow.checked_token
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[];
  checked easyflow.checked_token;
  key easyflow.issuer_keys;
begin
  if token is null or octet_length(token) > 4096 then
    perform easyflow.refuse('missing or too long');
  end if;
  parts := string_to_array(token, '.');
  if array_length(parts, 1) is distinct from 3 then
    perform easyflow.refuse('not three parts');
  end if;
  checked := easyflow.read_claims(
    easyflow.read_strict_object(parts[2]), easyflow.read_header(easyflow.read_strict_object(parts[1])));
  select k.* into key from easyflow.issuer_keys k where k.issuer = checked.issuer and k.kid = checked.kid and k.not_after > clock_timestamp();
  if not found then
    perform easyflow.refuse('no such key');
  end if;
  if not easyflow.rs256_is_valid(convert_to(parts[1] || '.' || parts[2], 'UTF8'),
      easyflow.decode_base64url(parts[3]), key.modulus, key.modulus_bytes) then
    perform easyflow.refuse('signature');
  end if;
  -- `iat` counts whole seconds, so one issued in the second of the removal is refused, whichever came first.
  if exists (select from easyflow.removed_tenants r
             where r.tenant_id = checked.tenant_id and r.removed_at >= checked.issued_at) then
    perform easyflow.refuse('its tenant was removed');
  end if;
  checked.key_id := key.key_id;
  return checked;
exception
  when invalid_authorization_specification then raise;
  when others then
    -- The inner message may quote the token, so it goes no further.
    raise exception 'easyflow refuses this identity: malformed' using errcode = '28000';
end
$$;

-- Verifies `token` for exactly this tenant and role and makes it the identity of the transaction.
create or replace function easyflow.verify(token text, tenant text, role text) returns void
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
  end if;
  if known.tenant_id is distinct from tenant or known.role is distinct from role then
    perform easyflow.refuse('this token is for another tenant or role');
  end if;
  perform set_config('easyflow.identity', tenant || '|' || role || '|' || easyflow.identity_mac(tenant, role), true);
end
$$;
