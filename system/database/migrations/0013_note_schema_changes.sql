-- Why: the audit looks at once when the schema has changed, and not only when it asks next: decision 0040.
-- NOTIFY knows no access control, so its channel has a name that only this schema's owner can compute: a login of the
-- data plane can neither listen to it nor ring it.
-- Locks: none that wait.   Undone by: drop event trigger, drop function.

-- HMAC of a text that no identity has: those begin with a number.
create function easyflow.change_channel() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'easyflow_' || left(encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to('schema changes', 'UTF8'))), 'hex'), 40)
  from easyflow.identity_mac_key k;
end;

-- Whatever is wrong here must not fail the statement that fired it: the audit asks four times a second anyhow.
create function easyflow.note_schema_change() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Everybody can fill the queue of notifications, and a full one fails whoever notifies as he commits.
  if pg_notification_queue_usage() < 0.5 then
    execute format('notify %I', easyflow.change_channel());
  end if;
exception when others then
  null;
end
$$;

alter function easyflow.change_channel() owner to easyflow_owner;
alter function easyflow.note_schema_change() owner to easyflow_owner;
revoke all on function easyflow.change_channel() from public;
revoke all on function easyflow.note_schema_change() from public;

-- A drop fires it too: no second trigger at sql_drop is needed.
create event trigger easyflow_note_schema_change on ddl_command_end
  execute function easyflow.note_schema_change();
alter event trigger easyflow_note_schema_change enable always;
