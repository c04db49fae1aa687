-- Reports functions that act as somebody whom no wall stops, or as a tenant, and look their names up along a path that
-- their caller can bend: no search_path of their own, one that leaves pg_temp out (it is searched first then), one with
-- the caller's own schema, or one with a schema in which others may make things. A body that was parsed when it was
-- made looks nothing up.

create view easyflow_audit.definer_searches_freely as
with definers as (
  select p.oid, p.pronamespace as schema, r.rolname as owner, p.xmin as changed,
    (select substr(setting, length('search_path=') + 1) from unnest(p.proconfig) setting where setting like 'search_path=%') as path
  from pg_proc p
  join pg_roles r on r.oid = p.proowner
  where p.prosecdef and p.oid >= 16384 and p.prosqlbody is null
    and (r.rolsuper or r.rolbypassrls or r.oid in (select w.oid from easyflow_audit.watched_roles w))
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
searched as (
  select d.*, array(select trim(both ' "' from name) from unnest(string_to_array(d.path, ',')) name) as names
  from definers d
),
judged as (
  select s.*,
    case when s.path is null then 'its search_path is its caller''s'
      when '$user' = any (s.names) then 'its search_path begins with its caller''s own schema'
      when s.path <> '""' and array_position(s.names, 'pg_temp') is distinct from cardinality(s.names)
        then 'its search_path does not end with pg_temp, so that temporary tables come first'
      when w.name is not null then format('others may make things in %s, which it searches', w.name) end as fault
  from searched s
  left join lateral (
    select n.nspname as name from pg_namespace n, aclexplode(n.nspacl) a
    where n.nspname = any (s.names) and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner
      and a.grantee not in (select t.oid from easyflow_audit.trusted_roles t)
    limit 1
  ) w on true
)
select
  'ERROR' as level,
  t.tenant_id as tenant,
  format('function %s', j.oid::regprocedure) as object,
  concat_ws('; ', format('it acts as %s', j.owner), j.fault,
    case when exists (select from pg_depend d where d.refclassid = 'pg_proc'::regclass and d.refobjid = j.oid and d.classid = 'pg_policy'::regclass)
      then 'a policy asks it' end) as detail,
  format('alter routine %s set search_path = pg_catalog, pg_temp;', j.oid::regprocedure) as repair,
  j.changed
from judged j
left join easyflow_audit.tenant_schemas t on t.oid = j.schema
where j.fault is not null;
