-- What a worker needs to run an execution it has just claimed. Runs as its caller.
create or replace function tenant_{{tenant}}.claim_document(e tenant_{{tenant}}.workflow_executions) returns jsonb
language sql stable
return (
  select pg_catalog.jsonb_build_object(
    'executionId', e.execution_id,
    'workflow', e.workflow_name,
    'mode', e.mode,
    'attempt', e.attempt,
    'definition', w.definition,
    'input', e.input,
    'traceparent', e.traceparent,
    'steps', case when e.steps_done = 0 then '[]'::jsonb else (
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
        'index', s.step_index,
        'name', w.definition #>> array['steps', s.step_index::text, 'name'],
        'result', s.result) order by s.step_index)
      from tenant_{{tenant}}.execution_steps s
      where s.tenant_id = e.tenant_id and s.execution_id = e.execution_id and s.completed_at is not null
    ) end,
    'tries', case when e.attempt = 1 then 0 else coalesce((
      select s.tries from tenant_{{tenant}}.execution_steps s
      where s.tenant_id = e.tenant_id and s.execution_id = e.execution_id and s.step_index = e.steps_done
    ), 0) end
  )
  from tenant_{{tenant}}.workflows w
  where w.tenant_id = e.tenant_id and w.name = e.workflow_name and w.version = e.workflow_version
);
