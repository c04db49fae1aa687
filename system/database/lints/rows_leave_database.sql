-- Reports ways on which rows leave this database, or come into it, without any policy being asked: publications of a
-- tenant's or the system's tables, subscriptions, and slots that decode what is written.

create view easyflow_audit.rows_leave_database as
with guarded as materialized (
  select oid, tenant_id from easyflow_audit.tenant_relations
  union
  select c.oid, null from pg_class c join easyflow_audit.system_schemas s on s.oid = c.relnamespace where c.relkind in ('r', 'p')
),
guarded_schemas as materialized (
  select oid, tenant_id from easyflow_audit.tenant_schemas
  union
  select oid, null from easyflow_audit.system_schemas
)
select
  'ERROR' as level,
  case when count(distinct g.tenant_id) = 1 then min(g.tenant_id) end as tenant,
  format('publication %I', p.pubname) as object,
  concat_ws('; ', case when p.puballtables then 'it publishes every table'
      else format('it publishes %s tables or schemas of tenants or of the system', count(g.*)) end,
    'whoever replicates gets all their rows: no policy is asked') as detail,
  format('drop publication %I;', p.pubname) as repair,
  p.xmin as changed
from pg_publication p
left join lateral (
  select g.tenant_id from pg_publication_rel r join guarded g on g.oid = r.prrelid where r.prpubid = p.oid
  union all
  select g.tenant_id from pg_publication_namespace n join guarded_schemas g on g.oid = n.pnnspid where n.pnpubid = p.oid
) g on true
where p.puballtables or exists (select from pg_publication_rel r join guarded o on o.oid = r.prrelid where r.prpubid = p.oid)
  or exists (select from pg_publication_namespace n join guarded_schemas o on o.oid = n.pnnspid where n.pnpubid = p.oid)
group by p.oid, p.pubname, p.puballtables, p.xmin
union all
select 'ERROR', null, format('subscription %I', s.subname), 'what another server sends is written here as its owner, past the policies',
  format('alter subscription %1$I disable; alter subscription %1$I set (slot_name = none); drop subscription %1$I;', s.subname), s.xmin
from pg_subscription s
where s.subdbid = (select oid from pg_database where datname = current_database())
union all
select 'ERROR', null, format('replication slot %I', s.slot_name), 'it decodes every row that is written, whoever it belongs to',
  format('select pg_drop_replication_slot(%L);', s.slot_name), null
from pg_replication_slots s
where s.database = current_database() and s.slot_type = 'logical';
