-- Reports every function of a tenant, or of those that all tenants share, that is not the one this version
-- makes: other text, owner, search_path, security, language or volatility, and functions nobody declared. A
-- function that no longer verifies the token differs, however it was changed.

create view easyflow_audit.function_forgets_to_verify as
with actual as materialized (select * from easyflow_audit.functions),
expected as materialized (select tenant_id, identity, owner, source from easyflow_audit.expected_functions)
select
  'ERROR' as level,
  f.tenant_id as tenant,
  format('function %s', f.identity) as object,
  concat_ws('; ',
    case
      when e.identity is null then 'no version of ours makes it'
      when f.owner <> e.owner then format('owned by %s, declared %s', f.owner, e.owner)
      when position('easyflow.verify(' in e.source) > 0 and position('easyflow.verify(' in f.source) = 0
        then 'it no longer verifies a token'
      when f.source <> e.source then 'it is not the function that this version makes' end,
    case when f.is_definer and not coalesce('search_path=pg_catalog, pg_temp' = any (f.settings), false)
      then 'it runs as its owner with a search path of the caller''s' end,
    case when f.is_leakproof then 'leakproof: it is run on rows before the policies are asked' end,
    case when f.tenant_id is not null then 'row level security still demands a verified identity' end) as detail,
  case when e.identity is null then format('drop routine %s;', f.identity)
    when f.owner <> e.owner then format('alter function %s owner to %I;', f.identity, e.owner)
    else format('select easyflow_audit.remake_function(%L);', f.identity) end as repair,
  f.changed
from actual f
left join expected e on e.identity = f.identity
where e.identity is null or f.owner <> e.owner or f.source <> e.source
union all
select 'ERROR', e.tenant_id, format('function %s', e.identity), 'it is missing',
  format('select easyflow_audit.remake_function(%L);', e.identity), null
from expected e
left join actual f on f.identity = e.identity
where f.identity is null
  -- Of a tenant that is being made or removed there may be nothing yet, or nothing any more.
  and (e.tenant_id is null or e.tenant_id in (select s.tenant_id from easyflow_audit.tenant_schemas s));
