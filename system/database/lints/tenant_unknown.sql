-- Reports schemas that look like a tenant's and are none's: of a tenant that is not registered, so that no lint watches
-- it, or with a name that a careless statement folds, cuts or mistakes into a tenant's. And roles of such names.

create view easyflow_audit.tenant_unknown as
with strange as (
  select n.oid, n.nspname as name, n.xmin as changed, substring(n.nspname from '^tenant_([a-z][a-z0-9]{0,30})(?:_api)?$') as id
  from pg_namespace n
  where n.nspname ~* '^"?\s*tenant[_ ]' and n.oid not in (select oid from easyflow_audit.tenant_schemas)
)
select
  'ERROR' as level,
  null::text as tenant,
  format('schema %I', s.name) as object,
  case when s.id is null then 'its name is none that a tenant has, and easily taken for one'
    else format('there is no tenant %s: nobody watches over what is in it', s.id) end as detail,
  -- It goes out of the way; what is in it stays. One that was provisioned is registered again.
  case when s.id is not null and to_regclass(format('tenant_%s.workflow_executions', s.id)) is not null
      and exists (select from pg_roles r where r.rolname = 'tenant_' || s.id || '_caller')
    then format('insert into easyflow.tenants (tenant_id, status) values (%1$L, ''active'') on conflict do nothing; '
      || 'insert into easyflow.tenant_migrations select %1$L, m.name, m.sha256, m.applied_at from easyflow.tenant_migrations m '
      || 'where m.tenant_id = (select min(o.tenant_id) from easyflow.tenant_migrations o) on conflict do nothing;', s.id)
    else format('alter schema %I rename to %I;', s.name, 'stray_' || s.oid) end as repair,
  s.changed
from strange s
union all
select 'ERROR', null, format('role %I', r.rolname), format('easily taken for %s', w.name),
  format('alter role %I rename to %I;', r.rolname, 'stray_' || r.oid), null
from pg_roles r
join easyflow_audit.watched_roles w on w.name <> r.rolname
  and (lower(normalize(trim(r.rolname), nfkc)) = w.name or left(r.rolname, length(w.name)) = w.name and r.rolname !~ '^tenant_[a-z][a-z0-9]{0,30}_(caller|worker)$' and w.kind = 'tenant');
