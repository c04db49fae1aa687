-- Reports keys by which one tenant learns what another has. A foreign key is checked by the owner of the table it points
-- to, without its policies: from one tenant's table into another's, or from a table that several tenants write, it tells
-- which values exist. So does a unique key without the tenant in a table of several tenants.

create view easyflow_audit.key_crosses_tenants as
with own as materialized (select oid, tenant_id, name from easyflow_audit.tenant_relations where is_own),
-- Not a tenant's and not the system's, with a column for the tenant, and somebody of the data plane may write there.
shared as materialized (
  select c.oid, c.oid::regclass::text as name, a.attnum as tenant_column
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname in ('tenant_id', 'tenant') and not a.attisdropped
  where c.relkind in ('r', 'p') and c.oid not in (select oid from own)
    and c.relnamespace not in (select oid from easyflow_audit.system_schemas)
    and exists (select from easyflow_audit.watched_roles w
      where has_any_column_privilege(w.oid, c.oid, 'insert, update') or has_any_column_privilege(w.oid, c.oid, 'select'))
)
select
  'ERROR' as level,
  coalesce(r.tenant_id, f.tenant_id) as tenant,
  format('constraint %I on %s', k.conname, k.conrelid::regclass) as object,
  case when f.tenant_id is not null and r.tenant_id is null then format('it tells whoever writes to %s which rows of %s''s exist', k.conrelid::regclass, f.tenant_id)
    when f.tenant_id is null then format('what %s''s rows point to is outside of its schema', r.tenant_id)
    else format('it tells %s which rows of %s''s exist', r.tenant_id, f.tenant_id) end as detail,
  format('alter table %s drop constraint %I;', k.conrelid::regclass, k.conname) as repair,
  k.xmin as changed
from pg_constraint k
left join own r on r.oid = k.conrelid
left join own f on f.oid = k.confrelid
where k.contype = 'f' and (r.oid is not null or f.oid is not null) and r.tenant_id is distinct from f.tenant_id
  -- That of a partition comes from its parent.
  and k.conparentid = 0
union all
select 'ERROR', null, format('index %s on %s', i.indexrelid::regclass, s.name),
  'a key without the tenant, in a table of several: it tells one what another has', 
  coalesce((select format('alter table %s drop constraint %I;', s.name, k.conname) from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')),
    format('drop index %s;', i.indexrelid::regclass)), x.xmin
from shared s
join pg_index i on i.indrelid = s.oid and (i.indisunique or i.indisexclusion)
join pg_class x on x.oid = i.indexrelid
where not s.tenant_column = any (i.indkey::int2[]);
