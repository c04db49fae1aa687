-- Who is watched, and what belongs to whom.

create view easyflow_audit.tenant_schemas as
select t.tenant_id, n.oid, n.nspname as name, suffix = '_api' as holds_functions, n.nspowner as owner, n.xmin as changed
from easyflow.tenants t
cross join (values (''), ('_api')) suffixes (suffix)
join pg_namespace n on n.nspname = 'tenant_' || t.tenant_id || suffix;

-- Everything that has rows in a tenant's schemas, and what is tied to it by inheritance or partitioning:
-- a parent reads its children's rows under its own policies, and a child is read without its parent's.
create view easyflow_audit.tenant_relations as
with recursive related (tenant_id, oid, is_own) as (
  select s.tenant_id, c.oid, true
  from easyflow_audit.tenant_schemas s
  join pg_class c on c.relnamespace = s.oid and c.relkind in ('r', 'p')
  union
  select r.tenant_id, case when i.inhparent = r.oid then i.inhrelid else i.inhparent end, false
  from related r
  join pg_inherits i on r.oid in (i.inhparent, i.inhrelid)
)
select r.tenant_id, r.oid, bool_or(r.is_own) as is_own, format('%I.%I', n.nspname, c.relname) as name, c.relnamespace as schema,
  c.relkind as kind, c.relrowsecurity as has_policies, c.relforcerowsecurity as is_forced, c.relowner as owner, c.xmin as changed
from related r
join pg_class c on c.oid = r.oid and c.relkind in ('r', 'p')
join pg_namespace n on n.oid = c.relnamespace
group by r.tenant_id, r.oid, n.nspname, c.oid;

create view easyflow_audit.constraints as
select r.tenant_id, r.name as relation, c.conname as name, pg_get_constraintdef(c.oid) as definition, c.xmin as changed
from easyflow_audit.tenant_relations r
join pg_constraint c on c.conrelid = r.oid and c.contype in ('c', 'f', 'p', 'u')
where r.is_own;

create view easyflow_audit.expected_constraints as
select t.tenant_id, replace(d.relation, '{{tenant}}', t.tenant_id) as relation, d.name,
  replace(d.definition, '{{tenant}}', t.tenant_id) as definition
from easyflow_audit.declared_constraints d cross join easyflow.tenants t;

create view easyflow_audit.columns as
select r.tenant_id, r.name as relation, quote_ident(a.attname) as name,
  concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
    case when a.attnotnull then 'not null' end,
    case when a.attgenerated <> '' then 'generated as ' when d.oid is not null then 'default ' end || pg_get_expr(d.adbin, d.adrelid),
    case when a.attidentity <> '' then 'identity' end) as definition,
  a.xmin as changed
from easyflow_audit.tenant_relations r
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.is_own;

create view easyflow_audit.expected_columns as
select t.tenant_id, replace(d.relation, '{{tenant}}', t.tenant_id) as relation, d.name, replace(d.definition, '{{tenant}}', t.tenant_id) as definition
from easyflow_audit.declared_columns d cross join easyflow.tenants t;

-- What all tenants share.
create view easyflow_audit.system_schemas as
select n.oid, n.nspname as name, n.nspowner as owner, n.xmin as changed
from pg_namespace n
where n.nspname in ('easyflow', 'easyflow_audit', 'easyflow_migration');

create view easyflow_audit.watched_roles as
select r.oid, r.rolname as name, 'login' as kind, null::text as tenant_id
from pg_roles r
where r.rolname in ('easyflow_api', 'easyflow_worker')
union all
select r.oid, r.rolname, 'tenant', t.tenant_id
from easyflow.tenants t
cross join (values ('caller'), ('worker')) roles (role)
join pg_roles r on r.rolname = 'tenant_' || t.tenant_id || '_' || role;

-- Every role that a watched one can act as, itself included, by whatever chain of memberships.
create view easyflow_audit.reachable_roles as
with recursive reach (watched, kind, tenant_id, role, path, changed) as (
  select w.oid, w.kind, w.tenant_id, w.oid, array[w.name], null::xid
  from easyflow_audit.watched_roles w
  union all
  select r.watched, r.kind, r.tenant_id, m.roleid, r.path || g.rolname, m.xmin
  from reach r
  join pg_auth_members m on m.member = r.role
  join pg_roles g on g.oid = m.roleid
  where g.rolname <> all (r.path)
)
select distinct on (watched, role) watched, kind, tenant_id, role, path, changed
from reach
order by watched, role, cardinality(path);

-- Those whom no grant makes stronger than they are: superusers, the owner of the tables, who installs.
create view easyflow_audit.trusted_roles as
select r.oid
from pg_roles r
where r.rolsuper or r.rolname in ('easyflow_owner', 'easyflow_installer', current_user)
  or exists (select from pg_auth_members m join pg_roles i on i.oid = m.roleid and i.rolname = 'easyflow_installer'
             where m.member = r.oid and m.member not in (select w.oid from easyflow_audit.watched_roles w));

-- Which login reaches a relation by its grants, and with what. Grants to PUBLIC and through roles count.
create view easyflow_audit.openings as
select c.oid, l.name as login,
  concat_ws(', ',
    case when has_any_column_privilege(l.oid, c.oid, 'select') then 'SELECT' end,
    case when has_any_column_privilege(l.oid, c.oid, 'insert') then 'INSERT' end,
    case when has_any_column_privilege(l.oid, c.oid, 'update') then 'UPDATE' end,
    case when has_table_privilege(l.oid, c.oid, 'delete') then 'DELETE' end,
    case when has_table_privilege(l.oid, c.oid, 'truncate') then 'TRUNCATE' end) as privileges
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
join easyflow_audit.watched_roles l on l.kind = 'login'
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and has_schema_privilege(l.oid, c.relnamespace, 'usage')
  and (has_any_column_privilege(l.oid, c.oid, 'select, insert, update') or has_table_privilege(l.oid, c.oid, 'delete, truncate'));

-- The moment of a change, where the server keeps it (track_commit_timestamp).
create function easyflow_audit.time_of(changed xid) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp
return case when changed is not null and current_setting('track_commit_timestamp') = 'on' then pg_xact_commit_timestamp(changed) end;
