-- Why: the database checks a token's signature itself (RS256, no extension), because a database that is
-- told the tenant by its client obeys whoever broke the client.
-- Locks: none that wait.   Undone by: drop function.
--
-- The grammar is the one of system/platform/tokens/parse-strict-token.ts; one table of tokens is run
-- against both. Whatever goes wrong inside is reported as 28000 by easyflow.check_token.
--
-- No literal here holds a backslash: the session that runs a function first decides how its literals are
-- read (standard_conforming_strings), and whoever borrows the connection next gets what was read then.

create function easyflow.refuse(reason text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'easyflow refuses this identity: %', reason using errcode = '28000';
end
$$;

-- Canonical, unpadded base64url only: decoding and encoding again must give the very same text.
create function easyflow.decode_base64url(encoded text) returns bytea
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
  decoded bytea;
begin
  if encoded !~ '^[A-Za-z0-9_-]+$' or length(encoded) % 4 = 1 then
    perform easyflow.refuse('not base64url');
  end if;
  decoded := decode(translate(encoded, '-_', '+/') || repeat('=', (4 - length(encoded) % 4) % 4), 'base64');
  if translate(encode(decoded, 'base64'), '+/=' || chr(10), '-_') <> encoded then
    perform easyflow.refuse('base64url is not canonical');
  end if;
  return decoded;
end
$$;

-- Type json keeps the text as it was sent, so duplicates and the spelling of numbers can still be seen.
create function easyflow.require_strict_json(document json, depth integer) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  member record;
  kind text := json_typeof(document);
begin
  if depth > 8 then
    perform easyflow.refuse('nested too deeply');
  end if;
  if kind = 'object' then
    if (select count(*) <> count(distinct key collate "C") from json_object_keys(document) as keys(key)) then
      perform easyflow.refuse('duplicate member');
    end if;
    for member in select value from json_each(document) loop
      perform easyflow.require_strict_json(member.value, depth + 1);
    end loop;
  elsif kind = 'array' then
    for member in select value from json_array_elements(document) loop
      perform easyflow.require_strict_json(member.value, depth + 1);
    end loop;
  elsif kind = 'number' then
    if document::text !~ '^-?(0|[1-9][0-9]{0,14})([.][0-9]{1,9})?$' then
      perform easyflow.refuse('number out of range');
    end if;
  elsif kind = 'string' then
    -- Decoding fails on an escaped NUL and on half of a surrogate pair.
    perform document #>> '{}';
  end if;
end
$$;

create function easyflow.read_strict_object(encoded text) returns json
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
  document json := convert_from(easyflow.decode_base64url(encoded), 'UTF8')::json;
begin
  if json_typeof(document) <> 'object' then
    perform easyflow.refuse('not an object');
  end if;
  perform easyflow.require_strict_json(document, 1);
  return document;
end
$$;

-- RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2), exponent 65537. The whole encoded message is built
-- and compared, never parsed; a signature not below the modulus or of another length is refused.
create function easyflow.rs256_is_valid(signed bytea, signature bytea, modulus numeric, modulus_bytes integer)
returns boolean
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
  base numeric;
  power numeric;
  expected text;
begin
  if length(signature) <> modulus_bytes then
    return false;
  end if;
  base := ('0x' || encode(signature, 'hex'))::numeric;
  if base >= modulus then
    return false;
  end if;
  power := base;
  for squaring in 1..16 loop
    power := (power * power) % modulus;
  end loop;
  power := (power * base) % modulus;
  expected := '0001' || repeat('ff', modulus_bytes - 54) || '00'
    || '3031300d060960864801650304020105000420' || encode(sha256(signed), 'hex');
  return power = ('0x' || expected)::numeric;
end
$$;

create function easyflow.require_text(document json, member text, longest integer) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  value text := document ->> member;
begin
  if json_typeof(document -> member) is distinct from 'string' or length(value) not between 1 and longest then
    perform easyflow.refuse(member || ' is missing or not a text');
  end if;
  return value;
end
$$;

create function easyflow.require_seconds(document json, member text) returns bigint
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if json_typeof(document -> member) is distinct from 'number'
    or (document ->> member) !~ '^(0|[1-9][0-9]{0,14})$' then
    perform easyflow.refuse(member || ' is missing or not whole seconds');
  end if;
  return (document ->> member)::bigint;
end
$$;

create type easyflow.checked_token as (
  issuer text, kid text, key_id uuid, tenant_id text, role text, issued_at timestamptz, expires_at timestamptz);
alter type easyflow.checked_token owner to easyflow_owner;

create function easyflow.read_header(header json) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  kid text := easyflow.require_text(header, 'kid', 128);
begin
  -- An allow-list, so jku, x5u, jwk, x5c, crit, b64 and whatever comes next refuse.
  if exists (select from json_object_keys(header) as keys(key)
             where key not in ('alg', 'kid', 'typ', 'x5t', 'x5t#S256')) then
    perform easyflow.refuse('unknown header member');
  end if;
  if json_typeof(header -> 'alg') is distinct from 'string' or header ->> 'alg' <> 'RS256' then
    perform easyflow.refuse('algorithm');
  end if;
  if header -> 'typ' is not null
    and (json_typeof(header -> 'typ') <> 'string' or header ->> 'typ' not in ('at+jwt', 'JWT')) then
    perform easyflow.refuse('type');
  end if;
  if kid !~ '^[!-~]{1,128}$' then
    perform easyflow.refuse('kid');
  end if;
  return kid;
end
$$;

create function easyflow.read_claims(claims json, kid text) returns easyflow.checked_token
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
  perform easyflow.require_text(claims, 'scope', 1000);
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

-- Checks a token from its signature up. Every failure, a syntax error inside included, is 28000.
create function easyflow.check_token(token text) returns easyflow.checked_token
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
  select k.* into key from easyflow.issuer_keys k where k.issuer = checked.issuer and k.kid = checked.kid;
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
