-- Why: whoever may call a function could keep a backend busy with 4 KB of empty objects in a token that nobody
-- signed, a tenth of a second each. Now nothing but the issuer's name is read of the claims before the signature is
-- good, a header has five members at most and all of them texts, and texts no longer cost a call each.
-- Locks: none that wait.   Undone by: the functions as in 0004, 0009 and 0010.

-- Type json keeps the text as it was sent, so duplicates and the spelling of numbers can still be seen.
create or replace function easyflow.require_strict_json(document json, depth integer) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  member record;
  decoded text;
  kind text := json_typeof(document);
begin
  if depth > 8 then
    perform easyflow.refuse('nested too deeply');
  end if;
  if kind = 'object' then
    if (select count(*) <> count(distinct key collate "C") from json_object_keys(document) as keys(key)) then
      perform easyflow.refuse('duplicate member');
    end if;
    for member in select value, json_typeof(value) as kind from json_each(document) loop
      if member.kind = 'string' and depth < 8 then
        -- Decoding fails on an escaped NUL and on half of a surrogate pair.
        decoded := member.value #>> '{}';
      else
        perform easyflow.require_strict_json(member.value, depth + 1);
      end if;
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
    decoded := document #>> '{}';
  end if;
end
$$;

create or replace function easyflow.read_header(header json) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  kid text;
  thumbprint text;
begin
  if json_typeof(header) <> 'object' then
    perform easyflow.refuse('not an object');
  end if;
  -- An allow-list, so jku, x5u, jwk, x5c, crit, b64 and whatever comes next refuse.
  if exists (select from json_object_keys(header) as keys(key)
             where key not in ('alg', 'kid', 'typ', 'x5t', 'x5t#S256')) then
    perform easyflow.refuse('unknown header member');
  end if;
  if (select count(*) <> count(distinct key collate "C") from json_object_keys(header) as keys(key)) then
    perform easyflow.refuse('duplicate header member');
  end if;
  kid := easyflow.require_text(header, 'kid', 128);
  if json_typeof(header -> 'alg') is distinct from 'string' or header ->> 'alg' <> 'RS256' then
    perform easyflow.refuse('algorithm');
  end if;
  if header -> 'typ' is not null
    and (json_typeof(header -> 'typ') <> 'string' or header ->> 'typ' not in ('at+jwt', 'JWT')) then
    perform easyflow.refuse('type');
  end if;
  foreach thumbprint in array array['x5t', 'x5t#S256'] loop
    if header -> thumbprint is not null then
      perform easyflow.require_text(header, thumbprint, 128);
    end if;
  end loop;
  if kid !~ '^[!-~]{1,128}$' then
    perform easyflow.refuse('kid');
  end if;
  return kid;
end
$$;

-- Checks a token: its form, its header, its signature, then its claims. Every failure, a syntax error inside
-- included, is 28000.
create or replace function easyflow.check_token(token text) returns easyflow.checked_token
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[];
  signer text;
  claims json;
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
  signer := easyflow.read_header(convert_from(easyflow.decode_base64url(parts[1]), 'UTF8')::json);
  claims := convert_from(easyflow.decode_base64url(parts[2]), 'UTF8')::json;
  select k.* into key from easyflow.issuer_keys k
  where k.issuer = claims ->> 'iss' and k.kid = signer and k.not_after > clock_timestamp();
  if not found then
    perform easyflow.refuse('no such key');
  end if;
  if not easyflow.rs256_is_valid(convert_to(parts[1] || '.' || parts[2], 'UTF8'),
      easyflow.decode_base64url(parts[3]), key.modulus, key.modulus_bytes) then
    perform easyflow.refuse('signature');
  end if;
  if json_typeof(claims) <> 'object' then
    perform easyflow.refuse('not an object');
  end if;
  perform easyflow.require_strict_json(claims, 1);
  checked := easyflow.read_claims(claims, signer);
  -- The name that the key was found by, now that no member can be there twice.
  if checked.issuer is distinct from key.issuer then
    perform easyflow.refuse('issuer');
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
