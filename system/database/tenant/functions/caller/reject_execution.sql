-- Takes back a realtime execution that nobody has started. `changed` false: somebody was faster, and
-- the execution says what became of it. `queued_start_by` is the limit it was queued with: a take-back that
-- was held up must not hit the row when the same idempotency key has queued it again.
create or replace function tenant_{{tenant}}_api.reject_execution(
  token text, wanted uuid, queued_start_by timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  execution tenant_{{tenant}}.workflow_executions;
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  update tenant_{{tenant}}.workflow_executions e
  set status = 'REJECTED', completed_at = clock_timestamp()
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted and e.status = 'QUEUED' and e.mode = 'realtime'
    and e.start_by = queued_start_by
  returning e.* into execution;
  if found then
    return jsonb_build_object('changed', true, 'execution', tenant_{{tenant}}.execution_document(execution));
  end if;
  select e.* into execution from tenant_{{tenant}}.workflow_executions e
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted;
  return jsonb_build_object('changed', false,
    'execution', case when found then tenant_{{tenant}}.execution_document(execution) end);
end
$$;
