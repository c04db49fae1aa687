-- Every privilege that somebody holds and that an ordinary installation does not come with: the explicit ones
-- of all kinds of objects, and the built-in ones of those kinds whose default is for PUBLIC.

create view easyflow_audit.privileges as
with initial as materialized (
  select i.classoid as class, i.objoid as oid, i.objsubid as part, f.grantee, f.privilege_type as privilege, f.is_grantable
  from pg_init_privs i
  cross join lateral aclexplode(i.initprivs) f
  where i.privtype = 'i' and (i.classoid <> 'pg_namespace'::regclass or i.objoid in (select n.oid from pg_namespace n where n.nspname in ('pg_catalog', 'pg_toast')))
),
holders as (
  select case c.relkind when 'S' then 'sequence' else 'table' end as kind, 'pg_class'::regclass::oid as class, c.oid, 0 as part,
    c.relnamespace as schema, format('%I.%I', n.nspname, c.relname) as name, null::text as part_name,
    c.relowner as owner, c.relacl as acl, c.xmin as changed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relacl is not null
  union all
  select 'column', 'pg_class'::regclass, c.oid, a.attnum, c.relnamespace, format('%I.%I', n.nspname, c.relname), quote_ident(a.attname),
    c.relowner, a.attacl, a.xmin
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.attacl is not null and not a.attisdropped
  union all
  -- The functions of the server are for PUBLIC until somebody says otherwise; those of others are looked at.
  select 'function', 'pg_proc'::regclass, p.oid, 0, p.pronamespace,
    format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)), null,
    p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), p.xmin
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  -- Below this number are those that the server came with; whatever was put beside them later is of others.
  -- Not by the name of each function's schema: the server has thousands.
  where p.proacl is not null or p.pronamespace not in (
      select o.oid from pg_namespace o where o.nspname ~ '^(pg_catalog$|information_schema$|pg_temp_|pg_toast)')
    or p.oid >= 16384 and n.nspname in ('pg_catalog', 'information_schema')
  union all
  select 'schema', 'pg_namespace'::regclass, n.oid, 0, n.oid, quote_ident(n.nspname), null, n.nspowner, n.nspacl, n.xmin
  from pg_namespace n
  where n.nspacl is not null
  union all
  select 'database', 'pg_database'::regclass, d.oid, 0, 0, quote_ident(d.datname), null, d.datdba,
    case when d.datname = current_database() then coalesce(d.datacl, acldefault('d', d.datdba)) else d.datacl end, d.xmin
  from pg_database d
  union all
  select 'type', 'pg_type'::regclass, t.oid, 0, t.typnamespace, format_type(t.oid, null), null, t.typowner, t.typacl, t.xmin
  from pg_type t
  where t.typacl is not null
  union all
  select 'language', 'pg_language'::regclass, l.oid, 0, 0, quote_ident(l.lanname), null, l.lanowner,
    coalesce(l.lanacl, acldefault('l', l.lanowner)), l.xmin
  from pg_language l
  where l.lanpltrusted
  union all
  select 'large object', 'pg_largeobject'::regclass, o.oid, 0, 0, o.oid::text, null, o.lomowner, o.lomacl, o.xmin
  from pg_largeobject_metadata o
  union all
  select 'parameter', 'pg_parameter_acl'::regclass, a.oid, 0, 0, a.parname, null, 10, a.paracl, a.xmin
  from pg_parameter_acl a
  union all
  select 'tablespace', 'pg_tablespace'::regclass, t.oid, 0, 0, quote_ident(t.spcname), null, t.spcowner, t.spcacl, t.xmin
  from pg_tablespace t
  union all
  select 'foreign data wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, 0, 0, quote_ident(w.fdwname), null, w.fdwowner, w.fdwacl, w.xmin
  from pg_foreign_data_wrapper w
  union all
  select 'foreign server', 'pg_foreign_server'::regclass, s.oid, 0, 0, quote_ident(s.srvname), null, s.srvowner, s.srvacl, s.xmin
  from pg_foreign_server s
  union all
  -- What is granted on objects that do not exist yet.
  select 'default privileges', 'pg_default_acl'::regclass, d.oid, 0, d.defaclnamespace, quote_ident(r.rolname),
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      when 'n' then 'schemas' else 'large objects' end,
    d.defaclrole, d.defaclacl, d.xmin
  from pg_default_acl d join pg_roles r on r.oid = d.defaclrole
)
select h.kind, h.class, h.oid, h.part, h.schema, h.name, h.part_name, h.owner, h.changed,
  e.grantor, e.grantee, e.privilege_type as privilege, e.is_grantable
from holders h
cross join lateral aclexplode(h.acl) e
where e.grantee <> h.owner
  -- What the server came with; but migration 0002 took this one of it from PUBLIC.
  and (h.kind = 'table' and h.name = 'pg_catalog.pg_settings' and e.privilege_type = 'UPDATE'
    or (h.class, h.oid, h.part, e.grantee, e.privilege_type, e.is_grantable) not in (
      select i.class, i.oid, i.part, i.grantee, i.privilege, i.is_grantable from initial i))
  -- Its views and types are for everybody to look at; the server keeps no list of that.
  and not (e.grantee = 0 and e.privilege_type in ('SELECT', 'USAGE') and not e.is_grantable
    and h.schema = 'information_schema'::regnamespace and h.owner = 10);

-- What the logins hold by design: the database, the function schemas, and the functions of their own role.
create view easyflow_audit.declared_login_privileges as
with logins as materialized (select oid, name from easyflow_audit.watched_roles where kind = 'login'),
schemas as materialized (select * from easyflow_audit.tenant_schemas where holds_functions),
expected as materialized (select identity, owner from easyflow_audit.expected_functions where tenant_id is not null)
select l.oid as login, 'database' as kind, d.oid, 'CONNECT' as privilege
-- Another database of this server may be another EasyFlow.
from logins l cross join pg_database d
union all
select l.oid, 'schema', s.oid, 'USAGE'
from logins l cross join schemas s
union all
select l.oid, 'function', p.oid, 'EXECUTE'
from schemas s
join pg_proc p on p.pronamespace = s.oid
join expected e on e.identity = format('%I.%I(%s)', s.name, p.proname, oidvectortypes(p.proargtypes))
join pg_roles r on r.oid = p.proowner and r.rolname = e.owner
join logins l on l.name = case when e.owner like '%\_caller' then 'easyflow_api' else 'easyflow_worker' end;

create view easyflow_audit.declared_tenant_privileges as
select r.oid as role, d.kind, replace(d.name, '{{tenant}}', r.tenant_id) as name, d.privilege
from easyflow_audit.watched_roles r
join easyflow_audit.declared_privileges d on replace(d.grantee, '{{tenant}}', r.tenant_id) = r.name
where r.kind = 'tenant';
