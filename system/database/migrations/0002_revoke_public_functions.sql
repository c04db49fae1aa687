-- Why: everybody may execute most of pg_catalog. These let one session disturb, signal or store things
-- for another, and nothing of ours needs them as an ordinary role.
-- Locks: none that wait.   Undone by: grant execute … to public.

do $$
declare
  dangerous regprocedure;
begin
  for dangerous in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.prokind = 'f'
      and (
        p.proname ~ '^pg_(try_)?advisory_'
        or p.proname ~ '^(lo_|loread$|lowrite$)'
        or p.proname in (
          'pg_notify', 'pg_terminate_backend', 'pg_cancel_backend', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until',
          'pg_log_backend_memory_contexts', 'pg_export_snapshot', 'pg_logical_emit_message', 'pg_switch_wal',
          'pg_create_restore_point', 'pg_stat_clear_snapshot', 'pg_stat_force_next_flush',
          'query_to_xml', 'query_to_xml_and_xmlschema', 'query_to_xmlschema', 'cursor_to_xml', 'cursor_to_xmlschema',
          'database_to_xml', 'database_to_xml_and_xmlschema', 'database_to_xmlschema',
          'schema_to_xml', 'schema_to_xml_and_xmlschema', 'schema_to_xmlschema',
          'table_to_xml', 'table_to_xml_and_xmlschema', 'table_to_xmlschema'
        )
      )
  loop
    execute pg_catalog.format('revoke execute on function %s from public', dangerous);
  end loop;
end
$$;

-- The one relation that PUBLIC may write to. `set_config` does the same, and LOCK TABLE is open to writers.
revoke update on pg_catalog.pg_settings from public;

-- Without USAGE nobody runs an anonymous block; functions that are made already need none.
revoke usage on language plpgsql, sql from public;
