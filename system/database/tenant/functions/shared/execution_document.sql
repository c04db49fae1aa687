-- What a caller is shown of an execution. Runs as its caller, so grants and policies apply.
create or replace function tenant_{{tenant}}.execution_document(e tenant_{{tenant}}.workflow_executions) returns jsonb
language sql stable
return pg_catalog.jsonb_build_object(
  'executionId', e.execution_id,
  'workflow', e.workflow_name,
  'workflowVersion', e.workflow_version,
  'mode', e.mode,
  'status', e.status,
  'input', e.input,
  'result', e.result,
  'error', e.error,
  'attempt', e.attempt,
  'createdAt', easyflow.iso_time(e.created_at),
  'startedAt', easyflow.iso_time(e.started_at),
  'completedAt', easyflow.iso_time(e.completed_at),
  'startBy', easyflow.iso_time(e.start_by),
  'traceparent', e.traceparent
);
