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
    or l.lanname = 'internal' and p.prosrc !~ '^[a-z]\w*$'
    -- Whoever grants or revokes leaves a list behind; what changed without one was made anew or altered.
    or l.lanname in ('internal', 'c') and p.proacl is null)
union all
select 'ERROR', null, format('view %s', c.oid::regclass), 'a view of the server that was made anew: what it filtered may be open',
  'restore it as it is in another database of this server: select pg_get_viewdef(…) there;', w.xmin
from pg_class c
join pg_rewrite w on w.ev_class = c.oid
cross join server s
where c.oid < 16384 and c.relkind = 'v' and w.xmin::text::bigint > s.began
union all
-- Without it, what somebody may not see there is computed with before it is kept back.
select 'ERROR', null, format('view %s', c.oid::regclass), 'it has lost its security_barrier: an error tells values that it filters out',
  format('set allow_system_table_mods = on; alter view %s set (security_barrier = true); reset allow_system_table_mods;', c.oid::regclass), c.xmin
from pg_class c
where c.oid in ('pg_catalog.pg_stats'::regclass, 'pg_catalog.pg_stats_ext'::regclass, 'pg_catalog.pg_stats_ext_exprs'::regclass)
  and not coalesce(c.reloptions && array['security_barrier=true', 'security_barrier=on', 'security_barrier=1'], false)
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
  and ('pg_cast'::regclass, c.oid) not in (select classid, objid from extended)
union all
-- What comparisons, conversions and indexes of the server's own types call.
select 'ERROR', null, format('%s %s', o.kind, pg_describe_object(o.class, o.oid, 0)), 'it is not as the server came with it: what policies, keys and indexes compare by may be another',
  'restore it as it is in another database of this server', o.changed
from (
  select 'changed' as kind, 'pg_operator'::regclass::oid as class, o.oid, o.xmin as changed from pg_operator o where o.oid < 16384
  union all
  select 'changed', 'pg_cast'::regclass, c.oid, c.xmin from pg_cast c where c.oid < 16384
  union all
  select 'changed', 'pg_opclass'::regclass, c.oid, c.xmin from pg_opclass c where c.oid < 16384
  union all
  select 'changed', 'pg_type'::regclass, t.oid, t.xmin from pg_type t where t.oid < 16384 and t.typacl is null
) o
cross join server s
where o.changed::text::bigint > s.began
union all
select 'ERROR', null, pg_describe_object(m.class, m.oid, 0), 'it was added to what indexes of the server''s own types call, on rows that no policy was asked about',
  m.repair, m.changed
from (
  select 'pg_amproc'::regclass::oid as class, p.oid, p.amprocfamily as family, p.xmin as changed,
    format('alter operator family %I.%I using %I drop function %s (%s, %s);', n.nspname, f.opfname, a.amname, p.amprocnum, p.amproclefttype::regtype, p.amprocrighttype::regtype) as repair
  from pg_amproc p join pg_opfamily f on f.oid = p.amprocfamily join pg_namespace n on n.oid = f.opfnamespace join pg_am a on a.oid = f.opfmethod
  union all
  select 'pg_amop'::regclass, o.oid, o.amopfamily, o.xmin,
    format('alter operator family %I.%I using %I drop operator %s (%s, %s);', n.nspname, f.opfname, a.amname, o.amopstrategy, o.amoplefttype::regtype, o.amoprighttype::regtype)
  from pg_amop o join pg_opfamily f on f.oid = o.amopfamily join pg_namespace n on n.oid = f.opfnamespace join pg_am a on a.oid = f.opfmethod
) m
where m.oid >= 16384 and m.family < 16384 and (m.class, m.oid) not in (select classid, objid from extended);
