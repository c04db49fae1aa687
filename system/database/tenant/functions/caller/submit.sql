-- Accepts an execution. With an idempotency key that was used before it answers with that row instead,
-- and puts a rejected one (same id) back in the queue.
create or replace function tenant_{{tenant}}_api.submit(token text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  execution tenant_{{tenant}}.workflow_executions;
  moment timestamptz := clock_timestamp();
  limit_at timestamptz := case when request ->> 'mode' = 'realtime'
    then moment + make_interval(secs => (request ->> 'startWithinMs')::double precision / 1000) end;
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');

  insert into tenant_{{tenant}}.workflow_executions as e (
    tenant_id, execution_id, workflow_name, workflow_version, mode, status, input, steps_total, start_by,
    idempotency_key, request_sha256, traceparent, created_at, queued_at)
  select '{{tenant}}', (request ->> 'executionId')::uuid, w.name, w.version, request ->> 'mode', 'QUEUED',
    coalesce(request -> 'input', 'null'), jsonb_array_length(w.definition -> 'steps'), limit_at,
    request ->> 'idempotencyKey', request ->> 'requestHash', request ->> 'traceparent', moment, moment
  from tenant_{{tenant}}.workflows w
  where w.tenant_id = '{{tenant}}' and w.name = request ->> 'workflow'
  order by w.version desc
  limit 1
  on conflict (tenant_id, idempotency_key) do nothing
  returning e.* into execution;
  if found then
    return jsonb_build_object('outcome', 'created', 'execution', tenant_{{tenant}}.execution_document(execution));
  end if;

  -- Without a lock: a worker that finds the row locked passes its hint over, and the row waits for the sweeper.
  select e.* into execution from tenant_{{tenant}}.workflow_executions e
  where e.tenant_id = '{{tenant}}' and e.idempotency_key = request ->> 'idempotencyKey';
  if not found then
    return jsonb_build_object('outcome', 'workflow_unknown', 'execution', null);
  end if;
  if execution.request_sha256 is distinct from request ->> 'requestHash' then
    return jsonb_build_object('outcome', 'mismatch', 'execution', null);
  end if;
  moment := clock_timestamp();
  if execution.status = 'REJECTED' or (execution.status = 'QUEUED' and execution.start_by <= moment) then
    update tenant_{{tenant}}.workflow_executions e
    set status = 'QUEUED', queued_at = moment, completed_at = null,
        start_by = moment + make_interval(secs => (request ->> 'startWithinMs')::double precision / 1000)
    where e.tenant_id = '{{tenant}}' and e.execution_id = execution.execution_id
      and (e.status = 'REJECTED' or (e.status = 'QUEUED' and e.start_by <= moment))
    returning e.* into execution;
    if found then
      return jsonb_build_object('outcome', 'requeued', 'execution', tenant_{{tenant}}.execution_document(execution));
    end if;
    -- Somebody was faster.
    select e.* into execution from tenant_{{tenant}}.workflow_executions e
    where e.tenant_id = '{{tenant}}' and e.idempotency_key = request ->> 'idempotencyKey';
  end if;
  return jsonb_build_object(
    'outcome', case when execution.status = 'QUEUED' and execution.mode = 'realtime' then 'in_progress' else 'existing' end,
    'execution', tenant_{{tenant}}.execution_document(execution));
end
$$;
