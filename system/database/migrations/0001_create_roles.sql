-- Why: the logins of the data plane may do nothing but call functions, so they own nothing, are members
-- of nothing, and what PUBLIC may do by default is taken away first.
-- Locks: none that wait.   Undone by: drop role (after dropping what easyflow_owner owns).

-- Roles belong to the cluster, not to this database, so another database may have made them already.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'easyflow_owner') then
    create role easyflow_owner nologin noinherit;
  end if;
  -- Who may run DDL besides superusers. Nobody is a member by default.
  if not exists (select from pg_catalog.pg_roles where rolname = 'easyflow_installer') then
    create role easyflow_installer nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'easyflow_api') then
    create role easyflow_api login noinherit connection limit 100;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'easyflow_worker') then
    create role easyflow_worker login noinherit connection limit 100;
  end if;
  -- One that was made by somebody else may be more than we would make it.
  if exists (
    select from pg_catalog.pg_roles r
    where r.rolname in ('easyflow_owner', 'easyflow_api', 'easyflow_worker')
      and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or exists (select from pg_catalog.pg_auth_members m where m.member = r.oid))
  ) then
    raise exception 'easyflow refuses: a role easyflow_* exists with attributes or memberships' using errcode = '42501';
  end if;
  execute pg_catalog.format('revoke all on database %I from public', pg_catalog.current_database());
  execute pg_catalog.format('grant connect on database %I to easyflow_api, easyflow_worker', pg_catalog.current_database());
end
$$;

revoke all on schema public from public;
alter default privileges revoke execute on functions from public;
alter default privileges for role easyflow_owner revoke execute on functions from public;
alter default privileges revoke usage on types from public;
alter default privileges for role easyflow_owner revoke usage on types from public;

create schema easyflow authorization easyflow_owner;
revoke all on schema easyflow from public;
