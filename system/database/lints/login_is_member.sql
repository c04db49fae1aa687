-- Reports every role that a data-plane login or a tenant's role can act as, by whatever chain of memberships
-- and with whatever options (a membership that only administers can grant itself the rest), predefined roles
-- included; and everybody else who can act as a tenant's role, as the owner, or as a login, or whom a predefined role
-- lets at everything.

create view easyflow_audit.login_is_member as
select
  case when g.rolsuper or g.rolbypassrls or g.rolname in ('easyflow_owner', 'easyflow_installer') then 'LEAK' else 'ERROR' end as level,
  r.tenant_id as tenant,
  format('%s in %s', w.name, g.rolname) as object,
  concat_ws('; ',
    case when cardinality(r.path) > 2 then 'by ' || array_to_string(r.path, ' -> ') end,
    case when g.rolsuper then 'a superuser: no wall is left' when g.rolbypassrls then 'it bypasses policies'
      when g.rolname like 'pg\_%' then 'a predefined role: it has what no grant on an object shows'
      else 'it can do all that ' || g.rolname || ' can' end) as detail,
  format('revoke %I from %I cascade;', r.path[2], w.name) as repair,
  r.changed
from easyflow_audit.reachable_roles r
join easyflow_audit.watched_roles w on w.oid = r.watched
join pg_roles g on g.oid = r.role
where r.role <> r.watched
union all
select 'ERROR', w.tenant_id, format('%s in %s', m.rolname, t.rolname),
  format('%s, which is no part of the system, can act as %s', m.rolname, t.rolname),
  format('revoke %I from %I cascade;', t.rolname, m.rolname), a.xmin
from pg_auth_members a
join pg_roles t on t.oid = a.roleid
join pg_roles m on m.oid = a.member
left join easyflow_audit.watched_roles w on w.oid = t.oid
where (w.oid is not null or t.rolname = 'easyflow_owner')
  and a.member not in (select o.oid from easyflow_audit.trusted_roles o)
  and a.member not in (select o.oid from easyflow_audit.watched_roles o)
union all
-- What no grant shows: the key of the identities can be read, keys of the issuer be added, or the files of the server be had.
select 'ERROR', null, format('%s in %s', m.rolname, g.rolname),
  format('%s, which is no part of the system, reads or writes there what no grant on an object shows', m.rolname),
  format('revoke %I from %I cascade;', g.rolname, m.rolname), a.xmin
from pg_auth_members a
join pg_roles g on g.oid = a.roleid
join pg_roles m on m.oid = a.member
where g.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
  and a.member not in (select o.oid from easyflow_audit.trusted_roles o)
  and a.member not in (select o.oid from easyflow_audit.watched_roles o);
