-- The functions that decide who somebody is and what he may do: those of the tenants and those they share.

-- `source` is all of a function that changes what it does; not who may call it.
create view easyflow_audit.functions as
with schemas as materialized (
  select n.oid, n.nspname as name, s.tenant_id
  from pg_namespace n left join easyflow_audit.tenant_schemas s on s.oid = n.oid
  where s.tenant_id is not null or n.nspname = 'easyflow'
)
select p.oid, n.tenant_id, format('%I.%I(%s)', n.name, p.proname, oidvectortypes(p.proargtypes)) as identity,
  r.rolname as owner, p.prosecdef as is_definer, p.proleakproof as is_leakproof, p.proconfig as settings,
  concat_ws(' | ', l.lanname, p.prokind, format_type(p.prorettype, null), p.proretset, p.prosecdef, p.proisstrict,
    p.proleakproof, p.provolatile, p.proparallel, array_to_string(p.proconfig, ' '), array_to_string(p.proargnames, ' '),
    pg_get_expr(p.proargdefaults, 0), p.prosrc, case when p.prosqlbody is not null then pg_get_function_sqlbody(p.oid) end) as source,
  p.xmin as changed
from schemas n
join pg_proc p on p.pronamespace = n.oid
join pg_language l on l.oid = p.prolang
join pg_roles r on r.oid = p.proowner;

create view easyflow_audit.expected_functions as
select s.tenant_id, replace(d.identity, '{{tenant}}', s.tenant_id) as identity, replace(d.owner, '{{tenant}}', s.tenant_id) as owner,
  replace(d.source, '{{tenant}}', s.tenant_id) as source, replace(d.definition, '{{tenant}}', s.tenant_id) as definition
from easyflow_audit.declared_functions d
join easyflow.tenants s on d.identity like 'tenant\_{{tenant}}%'
union all
select null, d.identity, d.owner, d.source, d.definition
from easyflow_audit.declared_functions d
where d.identity like 'easyflow.%';

-- The repair of a function that differs or is missing: made anew as declared, with its owner and its one login.
create function easyflow_audit.remake_function(wanted text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  expected record;
begin
  select e.* into strict expected from easyflow_audit.expected_functions e where e.identity = wanted;
  execute expected.definition;
  execute format('alter function %s owner to %I', wanted, expected.owner);
  execute format('revoke all on function %s from public', wanted);
  if wanted like 'tenant\_%\_api.%' then
    execute format('grant execute on function %s to %I', wanted,
      case when expected.owner like '%\_caller' then 'easyflow_api' else 'easyflow_worker' end);
  end if;
end
$$;
revoke all on function easyflow_audit.remake_function(text) from public;
