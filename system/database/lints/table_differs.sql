-- Reports a tenant's table that is gone from its schema, moved or renamed, and a column that is not as declared: of
-- another type or collation, null where it may not be, or filled in when nobody says by what was not declared. Keys,
-- checks and policies compare what stands there. Columns and indexes more do no harm and are left alone.

create view easyflow_audit.table_differs as
with own as materialized (select tenant_id, oid, name from easyflow_audit.tenant_relations where is_own),
expected as materialized (select * from easyflow_audit.expected_columns),
missing as (
  select distinct e.tenant_id, e.relation from expected e
  where e.tenant_id in (select s.tenant_id from easyflow_audit.tenant_schemas s where not s.holds_functions)
    and e.relation not in (select o.name from own o)
),
-- Whatever still carries the tenant's own policy was its table.
moved as (
  select distinct on (m.relation) m.relation, c.oid::regclass::text as now_at, n.nspname as schema, c.relname as name
  from missing m
  join pg_policy p on p.polname = 'tenant_access' and p.polroles && array(select w.oid from easyflow_audit.watched_roles w where w.tenant_id = m.tenant_id)
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
  where format('%I.%I', n.nspname, c.relname) not in (select e.relation from expected e)
    and (c.relname = split_part(m.relation, '.', 2) or n.nspname = split_part(m.relation, '.', 1))
  order by m.relation, c.relname = split_part(m.relation, '.', 2) desc
)
select
  'ERROR' as level,
  m.tenant_id as tenant,
  m.relation as object,
  coalesce('it is ' || v.now_at || ' now: what is granted and looked at by name is another table, or none', 'it is missing') as detail,
  case when v.now_at is null then format('restore %s from a backup, or remove the tenant and make it again;', m.relation)
    when v.schema || '.' <> split_part(m.relation, '.', 1) || '.' then format('alter table %s set schema %s;', v.now_at, split_part(m.relation, '.', 1))
    else format('alter table %s rename to %s;', v.now_at, split_part(m.relation, '.', 2)) end as repair,
  null::xid as changed
from missing m
left join moved v on v.relation = m.relation
union all
select 'ERROR', e.tenant_id, format('column %s of %s', e.name, e.relation),
  case when c.name is null then 'it is missing' else format('it is %s, declared %s', c.definition, e.definition) end,
  concat_ws(' ',
    case when c.name is null then format('alter table %s add column %s %s;', e.relation, e.name, e.definition)
      else format('alter table %s alter column %s drop default;', e.relation, e.name) end,
    case when c.definition is not null and split_part(regexp_replace(c.definition, ' (not null|default|generated).*$', ''), ' default', 1)
        <> regexp_replace(e.definition, ' (not null|default|generated).*$', '')
      then format('alter table %s alter column %s type %s;', e.relation, e.name, regexp_replace(e.definition, ' (not null|default|generated).*$', '')) end,
    case when c.name is not null and e.definition ~ ' not null' then format('alter table %s alter column %s set not null;', e.relation, e.name)
      when c.name is not null then format('alter table %s alter column %s drop not null;', e.relation, e.name) end,
    case when c.name is not null and e.definition ~ ' default ' then format('alter table %s alter column %s set default %s;', e.relation, e.name,
      regexp_replace(e.definition, '^.* default ', '')) end),
  c.changed
from expected e
join own o on o.tenant_id = e.tenant_id and o.name = e.relation
left join easyflow_audit.columns c on c.tenant_id = e.tenant_id and c.relation = e.relation and c.name = e.name
where c.definition is distinct from e.definition;
