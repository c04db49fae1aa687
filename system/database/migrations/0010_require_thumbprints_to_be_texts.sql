-- Why: x5t and x5t#S256 were let through whatever they held; the broker refuses them when they are no texts.
-- Locks: none that wait.   Undone by: the function as in 0004.

create or replace function easyflow.read_header(header json) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  kid text := easyflow.require_text(header, 'kid', 128);
  thumbprint text;
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
