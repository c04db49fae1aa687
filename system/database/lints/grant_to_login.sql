-- Reports every privilege that a data-plane login, PUBLIC or a tenant's role holds beyond the declared ones, on
-- any kind of object, directly or through another role; and every privilege of anybody else on what is a
-- tenant's or the system's own. Superusers and the owner of the tables need no grant and are not listed.

create view easyflow_audit.grant_to_login as
with held as materialized (select * from easyflow_audit.privileges),
schemas as materialized (select oid, tenant_id from easyflow_audit.tenant_schemas),
reachable as materialized (
  select r.role, r.path, w.kind, w.tenant_id
  from easyflow_audit.reachable_roles r join easyflow_audit.watched_roles w on w.oid = r.watched
),
trusted as materialized (select oid from easyflow_audit.trusted_roles),
declared_login as materialized (select * from easyflow_audit.declared_login_privileges),
declared_tenant as materialized (select * from easyflow_audit.declared_tenant_privileges),
undeclared as (
  select p.*, coalesce(g.rolname, 'PUBLIC') as grantee_name, r.path,
    case when p.part_name is null or p.kind = 'default privileges' then p.name else p.name || '.' || p.part_name end as full_name,
    coalesce(s.tenant_id, r.tenant_id) as tenant_id, n.nspname as schema_name
  from held p
  left join pg_roles g on g.oid = p.grantee
  left join reachable r on r.role = p.grantee
  left join pg_namespace n on n.oid = p.schema
  left join schemas s on s.oid = p.schema
  left join declared_login l on l.login = p.grantee and l.kind = p.kind and l.oid = p.oid and l.privilege = p.privilege and not p.is_grantable
  left join declared_tenant t on t.role = p.grantee and t.kind = p.kind and t.name = concat_ws('.', p.name, p.part_name)
    and t.privilege = p.privilege and not p.is_grantable
  where l.login is null and t.role is null
    and (p.grantee = 0 or r.role is not null
      or (s.tenant_id is not null or n.nspname in ('easyflow', 'easyflow_audit', 'easyflow_migration')
            or p.kind = 'default privileges')
        and p.grantee not in (select oid from trusted))
    -- Databases that are no part of this one, as they come with a server: see docs/limits.md.
    and not (p.kind = 'database' and p.grantee = 0 and p.privilege = 'CONNECT'
      and p.oid in (select d.oid from pg_database d where d.datistemplate))
),
grouped as (
  select u.kind, u.class, u.oid, u.part, u.schema, u.name, u.part_name, u.full_name, u.tenant_id, u.schema_name, u.owner, u.grantor,
    u.grantee, u.grantee_name,
    array_to_string(array_agg(distinct u.privilege), ', ') as privileges,
    bool_or(u.is_grantable) as is_grantable,
    -- Who it reaches through memberships, besides the one it was given to.
    string_agg(distinct array_to_string(u.path, ' -> '), ', ') filter (where cardinality(u.path) > 1) as through,
    -- Enough to read or destroy rows here and now: the schema is open and no policy is asked.
    u.kind in ('table', 'column') and bool_or(exists (
      select from easyflow_audit.openings o join pg_class c on c.oid = o.oid
      where o.oid = u.oid and (not c.relrowsecurity or o.privileges like '%TRUNCATE%')
        and (c.relkind in ('v', 'm', 'f') or exists (select from easyflow_audit.tenant_relations t where t.oid = c.oid)
          or u.schema_name = 'easyflow'))) as leaks,
    max(u.changed::text)::xid as changed
  from undeclared u
  group by u.kind, u.class, u.oid, u.part, u.schema, u.name, u.part_name, u.full_name, u.tenant_id, u.schema_name, u.owner, u.grantor,
    u.grantee, u.grantee_name
)
select
  case when g.leaks then 'LEAK' else 'ERROR' end as level,
  g.tenant_id as tenant,
  case when g.kind = 'default privileges'
    then format('default privileges of %s on %s%s for %s', g.name, g.part_name, coalesce(' in ' || g.schema_name, ''), g.grantee_name)
    else format('%s %s for %s', g.kind, g.full_name, g.grantee_name) end as object,
  concat_ws('; ',
    format('%s holds %s%s', g.grantee_name, g.privileges, case when g.is_grantable then ' and may pass it on' else '' end),
    'it reaches ' || g.through,
    case when g.kind = 'default privileges' then 'everything made there later is open to it'
      when g.leaks then 'the schema is open and no policy is asked: it reaches every row'
      when g.kind in ('table', 'column') and g.tenant_id is not null then 'no row as long as row level security or the schema wall stands'
    end) as detail,
  case g.kind
    when 'default privileges' then format('alter default privileges for role %s%s revoke %s on %s from %s;', g.name,
      coalesce(' in schema ' || quote_ident(g.schema_name), ''), g.privileges, g.part_name, grantee_sql)
    -- Who revokes takes back only what he granted himself. No declared right may be passed on, so whoever did
    -- holds one that has to go as well.
    else format('revoke %s%s on %s from %s cascade;', g.privileges, ' (' || g.part_name || ')',
      case g.kind when 'column' then 'table ' || g.name else g.kind || ' ' || g.full_name end,
      case when g.grantor = g.owner then grantee_sql else (select quote_ident(rolname) from pg_roles where oid = g.grantor) end)
  end as repair,
  g.changed
from grouped g
cross join lateral (select case when g.grantee = 0 then 'public' else quote_ident(g.grantee_name) end as grantee_sql) names
union all
-- What is made later is for PUBLIC unless this default was changed once, and it can be changed back.
select 'ERROR', null, format('default privileges of %s on functions', r.rolname),
  'the built-in default is back: a function that this role makes is for PUBLIC',
  format('alter default privileges for role %I revoke execute on functions from public;', r.rolname), null
from pg_roles r
where r.oid in (select n.nspowner from pg_namespace n where n.nspname in ('easyflow', 'easyflow_migration'))
  and not exists (select from pg_default_acl d where d.defaclrole = r.oid and d.defaclnamespace = 0 and d.defaclobjtype = 'f');
