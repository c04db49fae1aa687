-- Why: a data-plane login must not shape the schema even where a grant slips, and a table made in a
-- tenant's schema must be behind its walls from its first moment.
-- Locks: none that wait.   Undone by: drop event trigger.
-- Not seen by event triggers: ALTER ROLE and ALTER DATABASE. Connections therefore pass their critical
-- settings as start-up options, which beat a planted ALTER ROLE … SET.

create function easyflow.refuse_data_plane_ddl() returns event_trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not (select rolsuper from pg_roles where rolname = session_user)
    and not pg_has_role(session_user, 'easyflow_installer', 'member') then
    raise exception 'easyflow refuses % by %', tg_tag, session_user using errcode = '42501';
  end if;
end
$$;

create function easyflow.wall_in_new_tables() returns event_trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  made record;
begin
  for made in
    -- One CREATE TABLE is listed once for itself and once for each constraint it brings.
    select distinct c.objid, c.object_identity
    from pg_event_trigger_ddl_commands() c
    join pg_class r on r.oid = c.objid and r.relkind in ('r', 'p')
    join pg_namespace n on n.oid = r.relnamespace
    where c.classid = 'pg_class'::regclass
      -- A table that was moved or renamed into the schema comes without its floor; one that has it is left alone.
      and not exists (select from pg_policy p where p.polrelid = c.objid and p.polname = 'tenant_isolation')
      and exists (select from easyflow.tenants t where n.nspname in ('tenant_' || t.tenant_id, 'tenant_' || t.tenant_id || '_api'))
  loop
    if not exists (select from pg_attribute a where a.attrelid = made.objid and a.attname = 'tenant_id'
                   and a.attnotnull and not a.attisdropped) then
      raise exception 'easyflow refuses %: a table in a tenant''s schema needs a column tenant_id not null', made.object_identity
        using errcode = '42P16';
    end if;
    -- The policy first: the next two fire this trigger again.
    execute format('create policy tenant_isolation on %s as restrictive for all to public
      using (tenant_id = (select easyflow.current_tenant()))
      with check (tenant_id = (select easyflow.current_tenant()))', made.object_identity);
    execute format('alter table %s enable row level security', made.object_identity);
    execute format('alter table %s force row level security', made.object_identity);
  end loop;
end
$$;

revoke all on function easyflow.refuse_data_plane_ddl() from public;
revoke all on function easyflow.wall_in_new_tables() from public;

create event trigger easyflow_refuse_data_plane_ddl on ddl_command_start
  execute function easyflow.refuse_data_plane_ddl();
create event trigger easyflow_wall_in_new_tables on ddl_command_end
  when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE')
  execute function easyflow.wall_in_new_tables();
