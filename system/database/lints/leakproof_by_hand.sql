-- Reports functions that somebody has declared leakproof. Such a function is trusted not to tell what it is given, so it
-- is run on rows before the policies are asked: one that raises, logs or counts tells rows that its caller may not see.
-- Operators are as leakproof as the function behind them.

create view easyflow_audit.leakproof_by_hand as
select
  case when exists (select from easyflow_audit.watched_roles w where has_function_privilege(w.oid, p.oid, 'execute')
    and has_schema_privilege(w.oid, p.pronamespace, 'usage')) then 'LEAK' else 'ERROR' end as level,
  s.tenant_id as tenant,
  format('function %s', p.oid::regprocedure) as object,
  concat_ws('; ', 'it is run on rows before the policies are asked',
    (select 'behind the operator ' || string_agg(o.oid::regoperator::text, ', ') from pg_operator o where o.oprcode = p.oid)) as detail,
  format('alter function %s not leakproof;', p.oid::regprocedure) as repair,
  p.xmin as changed
from pg_proc p
left join easyflow_audit.tenant_schemas s on s.oid = p.pronamespace
where p.proleakproof
  and (p.oid >= 16384 or p.xmin::text::bigint > (select d.xmin::text::bigint from pg_database d where d.datname = 'template0'))
  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');
