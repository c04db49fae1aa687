-- Why: the canary probe makes two tenants and removes them again. One that was killed leaves them, and the next has to
-- know for certain which tenants were never anybody's.
-- Locks: none that wait (new table).   Undone by: drop table.

create table easyflow.probe_tenants (
  tenant_id  text         not null constraint probe_tenants_id_is_plain check (tenant_id ~ '^probe[0-9a-f]{12}$'),
  made_at    timestamptz  not null default clock_timestamp(),
  constraint probe_tenants_pkey primary key (tenant_id)
);
alter table easyflow.probe_tenants owner to easyflow_owner;
