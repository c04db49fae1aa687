-- Reports event triggers of somebody else that run as a superuser in whoever's session, or in every session as it
-- begins. No privilege is asked before one fires, and what it says or sets reaches whoever set it off.

create view easyflow_audit.event_trigger_as_superuser as
select
  case when p.prosecdef then 'LEAK' else 'ERROR' end as level,
  null::text as tenant,
  format('event trigger %I', e.evtname) as object,
  concat_ws('; ', case when e.evtevent = 'login' then 'it runs in every session as it begins' end,
    case when p.prosecdef then format('it acts as %s, for logins of the data plane too', r.rolname) end,
    case when t.oid is null then format('%s decides what it does, and it does it as whoever installs', r.rolname) end) as detail,
  format('drop event trigger %I;', e.evtname) as repair,
  e.xmin as changed
from pg_event_trigger e
join pg_proc p on p.oid = e.evtfoid
join pg_roles r on r.oid = p.proowner
left join easyflow_audit.trusted_roles t on t.oid = r.oid
where e.evtname not in ('easyflow_refuse_data_plane_ddl', 'easyflow_wall_in_new_tables', 'easyflow_note_schema_change')
  and e.evtenabled <> 'D'
  and (p.prosecdef or e.evtevent = 'login' or t.oid is null);
