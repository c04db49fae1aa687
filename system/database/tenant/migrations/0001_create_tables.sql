-- Why: one tenant's rows. tenant_id leads every key, so that no row can point into another tenant even
-- where policies do not look (foreign keys and unique constraints). The event trigger of migration 0006
-- adds row level security and the restrictive floor `tenant_isolation` to each table as it is made.
-- Locks: none that wait (new schema).   Undone by: drop schema … cascade.

create schema tenant_{{tenant}} authorization easyflow_owner;
create schema tenant_{{tenant}}_api authorization easyflow_owner;
revoke all on schema tenant_{{tenant}} from public;
revoke all on schema tenant_{{tenant}}_api from public;
grant usage on schema tenant_{{tenant}} to tenant_{{tenant}}_caller, tenant_{{tenant}}_worker;

create table tenant_{{tenant}}.workflows (
  tenant_id   text        not null constraint workflows_tenant check (tenant_id = '{{tenant}}'),
  name        text        not null constraint workflows_name check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  version     integer     not null constraint workflows_version check (version > 0),
  definition  jsonb       not null constraint workflows_definition_size check (pg_column_size(definition) <= 524288),
  created_at  timestamptz not null default clock_timestamp(),
  constraint workflows_pkey primary key (tenant_id, name, version)
);

create table tenant_{{tenant}}.workflow_executions (
  tenant_id         text        not null constraint executions_tenant check (tenant_id = '{{tenant}}'),
  execution_id      uuid        not null,
  workflow_name     text        not null,
  workflow_version  integer     not null,
  mode              text        not null constraint executions_mode check (mode in ('realtime', 'balanced', 'eco')),
  status            text        not null constraint executions_status
                    check (status in ('QUEUED', 'RUNNING', 'WAITING', 'COMPLETE', 'FAILED', 'REJECTED')),
  input             jsonb       not null,
  result            jsonb,
  error             jsonb,
  steps_total       integer     not null,
  steps_done        integer     not null default 0,
  -- Of its steps' outcomes. A worker gets them all in one answer, together with those of others.
  bytes_stored      integer     not null default 0,
  -- Grows with every claim. Together with the lease it fences what an earlier claimer still writes.
  attempt           integer     not null default 0,
  leases_lost       integer     not null default 0,
  lease_until       timestamptz,
  worker            text,
  -- Realtime only: not startable after this moment.
  start_by          timestamptz,
  run_after         timestamptz,
  idempotency_key   text,
  request_sha256    text,
  traceparent       text,
  created_at        timestamptz not null default clock_timestamp(),
  queued_at         timestamptz not null default clock_timestamp(),
  started_at        timestamptz,
  completed_at      timestamptz,
  constraint workflow_executions_pkey primary key (tenant_id, execution_id),
  constraint workflow_executions_idempotency_key unique (tenant_id, idempotency_key),
  constraint workflow_executions_workflow foreign key (tenant_id, workflow_name, workflow_version)
    references tenant_{{tenant}}.workflows (tenant_id, name, version),
  constraint workflow_executions_realtime_has_limit check ((mode = 'realtime') = (start_by is not null)),
  -- What the api lets through is far below. Whoever comes past it must not store what chokes a worker later.
  constraint workflow_executions_sizes check (
    pg_column_size(input) <= 524288 and length(idempotency_key) <= 255 and length(request_sha256) <= 64
    and length(traceparent) <= 255 and length(worker) <= 255),
  constraint workflow_executions_start_limit check (start_by <= queued_at + interval '1 hour'),
  constraint workflow_executions_running_has_lease check ((status = 'RUNNING') = (lease_until is not null)),
  constraint workflow_executions_waiting_is_due check ((status = 'WAITING') = (run_after is not null))
);
create index workflow_executions_newest on tenant_{{tenant}}.workflow_executions (tenant_id, created_at, execution_id);
-- What the sweeper looks for; ended executions, the many, are not in it.
create index workflow_executions_open on tenant_{{tenant}}.workflow_executions (tenant_id, status)
  where status in ('QUEUED', 'RUNNING', 'WAITING');

create table tenant_{{tenant}}.execution_steps (
  tenant_id     text        not null constraint steps_tenant check (tenant_id = '{{tenant}}'),
  execution_id  uuid        not null,
  step_index    integer     not null,
  tries         integer     not null default 0,
  error         jsonb,
  result        jsonb,
  cpu_ms        double precision,
  elapsed_ms    double precision,
  attempt       integer     not null,
  completed_at  timestamptz,
  constraint execution_steps_pkey primary key (tenant_id, execution_id, step_index),
  constraint execution_steps_execution foreign key (tenant_id, execution_id)
    references tenant_{{tenant}}.workflow_executions (tenant_id, execution_id)
);

-- The key makes a recorded effect happen once per (execution, step), whoever retries.
create table tenant_{{tenant}}.effects (
  tenant_id     text        not null constraint effects_tenant check (tenant_id = '{{tenant}}'),
  execution_id  uuid        not null,
  step_index    integer     not null,
  value         jsonb       not null,
  recorded_at   timestamptz not null default clock_timestamp(),
  constraint effects_pkey primary key (tenant_id, execution_id, step_index),
  constraint effects_execution foreign key (tenant_id, execution_id)
    references tenant_{{tenant}}.workflow_executions (tenant_id, execution_id)
);

create table tenant_{{tenant}}.costs (
  tenant_id       text             not null constraint costs_tenant check (tenant_id = '{{tenant}}'),
  execution_id    uuid             not null,
  mode            text             not null,
  list_price_usd  numeric(10, 6)   not null,
  cpu_ms          double precision not null,
  elapsed_ms      double precision not null,
  recorded_at     timestamptz      not null default clock_timestamp(),
  constraint costs_pkey primary key (tenant_id, execution_id),
  constraint costs_execution foreign key (tenant_id, execution_id)
    references tenant_{{tenant}}.workflow_executions (tenant_id, execution_id)
);

create table tenant_{{tenant}}.customers (
  tenant_id    text    not null constraint customers_tenant check (tenant_id = '{{tenant}}'),
  customer_id  integer not null,
  name         text    not null,
  email        text    not null,
  city         text    not null,
  note         text    not null default '',
  constraint customers_pkey primary key (tenant_id, customer_id)
);

create table tenant_{{tenant}}.orders (
  tenant_id     text        not null constraint orders_tenant check (tenant_id = '{{tenant}}'),
  order_id      integer     not null,
  customer_id   integer     not null,
  amount_cents  integer     not null constraint orders_amount check (amount_cents >= 0),
  placed_at     timestamptz not null,
  constraint orders_pkey primary key (tenant_id, order_id),
  constraint orders_customer foreign key (tenant_id, customer_id)
    references tenant_{{tenant}}.customers (tenant_id, customer_id)
);
create index orders_customer on tenant_{{tenant}}.orders (tenant_id, customer_id);

do $$
declare
  made regclass;
begin
  for made in select c.oid::regclass from pg_catalog.pg_class c
              where c.relnamespace = 'tenant_{{tenant}}'::regnamespace and c.relkind = 'r' loop
    execute pg_catalog.format('alter table %s owner to easyflow_owner', made);
    execute pg_catalog.format('revoke all on table %s from public', made);
    -- Permissive policies open a door that the floor has already narrowed; they name the tenant as well.
    execute pg_catalog.format($policy$create policy tenant_access on %s as permissive for all
      to tenant_{{tenant}}_caller, tenant_{{tenant}}_worker
      using (tenant_id = '{{tenant}}') with check (tenant_id = '{{tenant}}')$policy$, made);
  end loop;
end
$$;

grant select, insert on tenant_{{tenant}}.workflows to tenant_{{tenant}}_caller;
grant select, insert on tenant_{{tenant}}.workflow_executions to tenant_{{tenant}}_caller;
grant update (status, start_by, queued_at, completed_at) on tenant_{{tenant}}.workflow_executions to tenant_{{tenant}}_caller;
grant select on tenant_{{tenant}}.workflows to tenant_{{tenant}}_worker;
grant select on tenant_{{tenant}}.workflow_executions to tenant_{{tenant}}_worker;
grant update (status, result, error, steps_done, bytes_stored, attempt, leases_lost, lease_until, worker, run_after, started_at, completed_at)
  on tenant_{{tenant}}.workflow_executions to tenant_{{tenant}}_worker;
grant select, insert, update on tenant_{{tenant}}.execution_steps to tenant_{{tenant}}_worker;
grant select, insert on tenant_{{tenant}}.effects to tenant_{{tenant}}_worker;
grant select, insert on tenant_{{tenant}}.costs to tenant_{{tenant}}_worker;
grant select on tenant_{{tenant}}.customers, tenant_{{tenant}}.orders to tenant_{{tenant}}_worker;
