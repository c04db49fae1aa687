-- Why: a scope of nothing but spaces was let through; the broker refuses it, so a caller with such a token got half-way.
-- Locks: none that wait.   Undone by: the function as in 0004.

create or replace function easyflow.read_claims(claims json, kid text) returns easyflow.checked_token
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  token easyflow.checked_token;
  seconds_now numeric := extract(epoch from clock_timestamp());
  issued_at bigint := easyflow.require_seconds(claims, 'iat');
  expires_at bigint := easyflow.require_seconds(claims, 'exp');
begin
  token.issuer := easyflow.require_text(claims, 'iss', 1000);
  token.kid := kid;
  token.tenant_id := easyflow.require_text(claims, 'tenant', 31);
  token.role := easyflow.require_text(claims, 'role', 20);
  token.issued_at := to_timestamp(issued_at);
  token.expires_at := to_timestamp(expires_at);
  perform easyflow.require_text(claims, 'sub', 255);
  perform easyflow.require_text(claims, 'jti', 255);
  -- Blank as the broker means it: nothing above U+0020.
  if easyflow.require_text(claims, 'scope', 1000) !~ ('[^' || chr(1) || '-' || chr(32) || ']') then
    perform easyflow.refuse('scope');
  end if;
  if easyflow.require_text(claims, 'aud', 255) <> 'easyflow' then
    perform easyflow.refuse('audience');
  end if;
  if token.tenant_id !~ '^[a-z][a-z0-9]{0,30}$' or token.role not in ('caller', 'worker') then
    perform easyflow.refuse('tenant or role');
  end if;
  if easyflow.require_text(claims, 'principal', 255) <> 'tenant:' || token.tenant_id || ':' || token.role then
    perform easyflow.refuse('principal');
  end if;
  if expires_at <= seconds_now or expires_at <= issued_at or expires_at - issued_at > 300
    or issued_at > seconds_now + 2 then
    perform easyflow.refuse('times');
  end if;
  if claims -> 'nbf' is not null and easyflow.require_seconds(claims, 'nbf') > seconds_now then
    perform easyflow.refuse('not yet valid');
  end if;
  return token;
end
$$;
