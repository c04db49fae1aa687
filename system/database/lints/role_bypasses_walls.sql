-- Reports what makes walls meaningless for a role of the data plane: attributes that no grant needs, a tenant's
-- role that can log in, and ownership: an owner changes the walls of what is his.

create view easyflow_audit.role_bypasses_walls as
with schemas as (
  select tenant_id, oid, name, owner, changed, 'easyflow_owner' as rightful from easyflow_audit.tenant_schemas
  union all
  select null, oid, name, owner, changed, case when name = 'easyflow' then 'easyflow_owner' else current_user end
  from easyflow_audit.system_schemas
),
attributes as (
  select r.oid, r.rolname as name, w.kind, w.tenant_id, a.xmin as changed,
    array_remove(array[
      case when r.rolsuper then 'superuser' end,
      case when r.rolbypassrls then 'bypassrls' end,
      case when r.rolcreaterole then 'createrole' end,
      case when r.rolcreatedb then 'createdb' end,
      case when r.rolreplication then 'replication' end,
      case when r.rolcanlogin and w.kind is distinct from 'login' then 'login' end], null) as attributes
  from pg_roles r
  join pg_authid a on a.oid = r.oid
  left join easyflow_audit.watched_roles w on w.oid = r.oid
  where w.oid is not null or r.rolname = 'easyflow_owner'
)
select
  case when a.attributes && array['superuser', 'bypassrls', 'replication'] then 'LEAK' else 'ERROR' end as level,
  a.tenant_id as tenant,
  format('role %s', a.name) as object,
  concat_ws('; ', 'it is ' || array_to_string(a.attributes, ', '),
    case when 'superuser' = any (a.attributes) then 'every wall of this server is open to it' end,
    case when 'bypassrls' = any (a.attributes) then 'policies are not asked; the schema wall and the grants still hold' end,
    case when 'replication' = any (a.attributes) then 'it can copy the whole server' end,
    case when 'createrole' = any (a.attributes) then 'it can make roles and administer them' end,
    case when 'login' = any (a.attributes) then 'nobody is meant to log in as it' end) as detail,
  format('alter role %I %s;', a.name, (select string_agg('no' || one, ' ') from unnest(a.attributes) one)) as repair,
  a.changed
from attributes a
where cardinality(a.attributes) > 0
union all
-- The only objects that a role of the data plane owns are a tenant's declared functions.
select 'ERROR', coalesce(s.tenant_id, w.tenant_id), pg_describe_object(d.classid, d.objid, d.objsubid),
  format('%s owns it: an owner can change its walls and its grants', w.name),
  case when d.classid = 'pg_class'::regclass then format('alter table %s owner to easyflow_owner;', d.objid::regclass)
    when d.classid = 'pg_proc'::regclass then format('alter function %s owner to %I;', d.objid::regprocedure, coalesce(e.owner, 'easyflow_owner'))
    when d.classid = 'pg_namespace'::regclass then format('alter schema %s owner to easyflow_owner;', d.objid::regnamespace)
    else format('reassign owned by %I to easyflow_owner;', w.name) end,
  null
from pg_shdepend d
join easyflow_audit.watched_roles w on w.oid = d.refobjid
left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
left join easyflow_audit.tenant_schemas s on s.oid = p.pronamespace
left join easyflow_audit.expected_functions e on e.identity = quote_ident(s.name) || '.' || quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')'
where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
  and d.dbid in (0, (select oid from pg_database where datname = current_database()))
  and not coalesce(s.holds_functions and s.tenant_id = w.tenant_id, false)
union all
-- What is in a tenant's or the system's schema belongs to the owner of the tables, or to whoever no wall stops
-- anyhow. Lints and the list of migrations belong to whoever installs.
select 'ERROR', s.tenant_id, format('%s %I.%I', case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'c' then 'type' else 'table' end, s.name, c.relname),
  format('%s owns it: an owner can change its walls and its grants', r.rolname),
  format('alter %s %I.%I owner to %I;', case c.relkind when 'c' then 'type' else 'table' end, s.name, c.relname, s.rightful), c.xmin
from schemas s
join pg_class c on c.relnamespace = s.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
join pg_roles r on r.oid = c.relowner
where c.relowner not in (select t.oid from easyflow_audit.trusted_roles t)
  and c.relowner not in (select w.oid from easyflow_audit.watched_roles w)
  -- A column's own sequence goes with its table.
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and c.relkind = 'S'
    and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))
union all
select 'ERROR', s.tenant_id, format('schema %I', s.name),
  format('%s owns it: an owner can open it to anybody', r.rolname),
  format('alter schema %I owner to %I;', s.name, s.rightful), s.changed
from schemas s
join pg_roles r on r.oid = s.owner
where s.owner not in (select t.oid from easyflow_audit.trusted_roles t)
  and s.owner not in (select w.oid from easyflow_audit.watched_roles w)
union all
select 'ERROR', null, format('database %I', d.datname), format('%s owns it: an owner can make schemas there and plant settings for later sessions', d.datdba::regrole),
  format('alter database %I owner to %I;', d.datname, current_user), d.xmin
from pg_database d
where d.datname = current_database()
  and d.datdba not in (select t.oid from easyflow_audit.trusted_roles t)
  and d.datdba not in (select w.oid from easyflow_audit.watched_roles w);
