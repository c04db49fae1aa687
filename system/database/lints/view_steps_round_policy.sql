-- Reports objects that hand out a tenant's rows without its policies being asked: views that read as somebody
-- whom no policy stops, copies that a materialised view keeps, rules and triggers that act as such a person, and
-- foreign tables beside the tenant's own. A view that reads as its caller, or as the owner of the tables (row level
-- security is forced on him too), and an ordinary trigger, stay under the policies and are left alone.

create view easyflow_audit.view_steps_round_policy as
with recursive readers (tenant_id, oid) as (
  select t.tenant_id, t.oid from easyflow_audit.tenant_relations t
  union
  select r.tenant_id, w.ev_class
  from readers r
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.oid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid
),
unstoppable as (
  select oid, rolname from pg_roles where rolsuper or rolbypassrls
)
select
  case when o.logins is not null then 'LEAK' else 'ERROR' end as level,
  r.tenant_id as tenant,
  format('%s %I.%I', case c.relkind when 'm' then 'materialised view' else 'view' end, n.nspname, c.relname) as object,
  concat_ws('; ',
    case c.relkind when 'm' then 'it keeps a copy of rows, and no policy stands before it'
      else format('it reads as %s, whom no policy stops', u.rolname) end,
    coalesce(o.logins || ' here: it reads every row', 'no login reaches it')) as detail,
  case c.relkind when 'm' then format('drop materialized view %I.%I;', n.nspname, c.relname)
    else format('alter view %I.%I set (security_invoker = true);', n.nspname, c.relname) end as repair,
  c.xmin as changed
from (select distinct tenant_id, oid from readers) r
join pg_class c on c.oid = r.oid
join pg_namespace n on n.oid = c.relnamespace
left join unstoppable u on u.oid = c.relowner
left join lateral (select string_agg(p.login || ' may ' || p.privileges, ' and ') from easyflow_audit.openings p where p.oid = c.oid) o (logins) on true
where c.relkind = 'm'
  or c.relkind = 'v' and u.oid is not null
    and not coalesce(array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'] && c.reloptions, false)
union all
select 'ERROR', s.tenant_id, format('foreign table %I.%I', s.name, c.relname),
  'no policy can stand before it', format('drop foreign table %I.%I;', s.name, c.relname), c.xmin
from easyflow_audit.tenant_schemas s
join pg_class c on c.relnamespace = s.oid and c.relkind = 'f'
union all
select 'ERROR', t.tenant_id, format('rule %I on %s', w.rulename, t.name),
  'what it does is done as the owner of the table and not as whoever set it off',
  format('drop rule %I on %s;', w.rulename, t.name), w.xmin
from easyflow_audit.tenant_relations t
join pg_rewrite w on w.ev_class = t.oid
union all
select 'ERROR', t.tenant_id, format('trigger %I on %s', g.tgname, t.name),
  format('it acts as %s, whom no policy stops', u.rolname),
  format('drop trigger %I on %s;', g.tgname, t.name), g.xmin
from easyflow_audit.tenant_relations t
join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
join pg_proc p on p.oid = g.tgfoid and p.prosecdef
join unstoppable u on u.oid = p.proowner
union all
-- A trigger's function needs no EXECUTE when it fires, and it fires with the tenant's identity.
select 'ERROR', t.tenant_id, format('trigger %I on %s', g.tgname, t.name),
  concat_ws('; ', case when p.prosrc ~* '\m(pg_)?notify\M|application_name' then 'it tells what everybody may listen to or look at: a notification knows no access control' end,
    case when p.proowner not in (select r.oid from easyflow_audit.trusted_roles r) then format('what it does is decided by %s, whose function it is', p.proowner::regrole) end),
  format('drop trigger %I on %s;', g.tgname, t.name), g.xmin
from easyflow_audit.tenant_relations t
join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
join pg_proc p on p.oid = g.tgfoid
where (p.prosrc ~* '\m(pg_)?notify\M|application_name' or p.proowner not in (select r.oid from easyflow_audit.trusted_roles r))
  and not (p.prosecdef and p.proowner in (select u.oid from unstoppable u))
union all
-- On the system's own tables both may keep a key, an exemption or a removal from taking effect.
select 'ERROR', null, format('rule %I on %I.%I', w.rulename, s.name, c.relname),
  'what is written there may be changed or kept back', format('drop rule %I on %I.%I;', w.rulename, s.name, c.relname), w.xmin
from easyflow_audit.system_schemas s
join pg_class c on c.relnamespace = s.oid and c.relkind in ('r', 'p')
join pg_rewrite w on w.ev_class = c.oid
union all
select 'ERROR', null, format('trigger %I on %I.%I', g.tgname, s.name, c.relname),
  'what is written there may be changed or kept back', format('drop trigger %I on %I.%I;', g.tgname, s.name, c.relname), g.xmin
from easyflow_audit.system_schemas s
join pg_class c on c.relnamespace = s.oid and c.relkind in ('r', 'p')
join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal;
