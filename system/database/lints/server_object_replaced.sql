-- Reports what somebody has put among the server's own objects or has changed of them, and casts between its types.
-- Everybody's statements find these first, and functions that run as a tenant's role or as the owner name nothing else:
-- their search_path is pg_catalog. A function there is for PUBLIC as it was made.

create view easyflow_audit.server_object_replaced as
with server as materialized (
  -- What the server came with was there before this row was written for the last time by initdb.
  select xmin::text::bigint as began from pg_database where datname = 'template0'
),
schemas as materialized (
  select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema')
),
extended as materialized (select classid, objid from pg_depend where deptype = 'e')
select
  case when p.prosecdef then 'LEAK' else 'ERROR' end as level,
  null::text as tenant,
  format('routine %s', p.oid::regprocedure) as object,
  case when p.prosecdef then 'it acts as its owner for whoever calls it, and every search path finds it'
    else 'it stands among the functions of the server, where every search path finds it' end as detail,
  format('drop routine %s cascade;', p.oid::regprocedure) as repair,
  p.xmin as changed
from pg_proc p
where p.oid >= 16384 and p.pronamespace in (select oid from schemas)
  and ('pg_proc'::regclass, p.oid) not in (select classid, objid from extended)
union all
select case when p.prosecdef then 'LEAK' else 'ERROR' end, null, format('routine %s', p.oid::regprocedure),
  case when p.prosecdef then 'a function of the server that was made anew: it acts as its owner for whoever calls it'
    else 'a function of the server that was made anew, or that was given settings' end,
  'restore it as it is in another database of this server: select pg_get_functiondef(…) there;', p.xmin
from pg_proc p
join pg_language l on l.oid = p.prolang
cross join server s
where p.oid < 16384 and p.xmin::text::bigint > s.began
  -- Those in C have only been granted or revoked; migration 0002 does that, also to two that are written in SQL.
  and (p.prosecdef or p.proconfig is not null or p.proleakproof and l.lanname not in ('internal', 'c')
    or l.lanname not in ('internal', 'c') and p.proname not in ('pg_sleep_for', 'pg_sleep_until')
    or l.lanname = 'internal' and p.prosrc !~ '^[a-z]\w*$')
union all
select 'ERROR', null, format('view %s', c.oid::regclass), 'a view of the server that was made anew: what it filtered may be open',
  'restore it as it is in another database of this server: select pg_get_viewdef(…) there;', w.xmin
from pg_class c
join pg_rewrite w on w.ev_class = c.oid
cross join server s
where c.oid < 16384 and c.relkind = 'v' and w.xmin::text::bigint > s.began
union all
select 'ERROR', null, format('%s %s', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass),
  'it stands among the relations of the server, where every search path finds it',
  format('drop %s %s cascade;', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass), c.xmin
from pg_class c
where c.oid >= 16384 and c.relnamespace in (select oid from schemas) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
union all
select 'ERROR', null, format('operator %s', o.oid::regoperator), 'it stands among the operators of the server and may be chosen in their place',
  format('drop operator %s cascade;', o.oid::regoperator), o.xmin
from pg_operator o
where o.oid >= 16384 and o.oprnamespace in (select oid from schemas)
  and ('pg_operator'::regclass, o.oid) not in (select classid, objid from extended)
union all
select 'ERROR', null, format('type %s', t.oid::regtype), 'it stands among the types of the server, where every search path finds it',
  format('drop type %s cascade;', t.oid::regtype), t.xmin
from pg_type t
where t.oid >= 16384 and t.typnamespace in (select oid from schemas) and t.typrelid = 0 and t.typcategory <> 'A'
  and ('pg_type'::regclass, t.oid) not in (select classid, objid from extended)
union all
-- A cast stands in no schema: it changes what a comparison means, wherever the two types meet.
select 'ERROR', null, format('cast from %s to %s', c.castsource::regtype, c.casttarget::regtype),
  format('comparisons and calls everywhere may go through %s', coalesce(nullif(c.castfunc, 0)::regprocedure::text, 'it')),
  format('drop cast (%s as %s);', c.castsource::regtype, c.casttarget::regtype), c.xmin
from pg_cast c
where c.oid >= 16384 and c.castsource < 16384 and c.casttarget < 16384
  and ('pg_cast'::regclass, c.oid) not in (select classid, objid from extended);
