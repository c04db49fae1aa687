-- Leases one execution to a worker, if it may run now. The guide's sketch locks the workflow's row; this
-- locks the execution's, so that two executions of one workflow run side by side.
create or replace function tenant_{{tenant}}_api.claim(token text, wanted uuid, worker text, lease_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  execution tenant_{{tenant}}.workflow_executions;
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  select e.* into execution
  from tenant_{{tenant}}.workflow_executions e
  join tenant_{{tenant}}.workflows w
    on w.tenant_id = e.tenant_id and w.name = e.workflow_name and w.version = e.workflow_version
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and (e.status = 'QUEUED'
      or (e.status = 'WAITING' and e.run_after <= moment)
      or (e.status = 'RUNNING' and e.lease_until <= moment and e.leases_lost < 5))
  for update of e skip locked;
  if not found then
    return null;
  end if;
  if execution.status = 'QUEUED' and execution.start_by <= moment then
    update tenant_{{tenant}}.workflow_executions e set status = 'REJECTED', completed_at = moment
    where e.tenant_id = '{{tenant}}' and e.execution_id = wanted;
    return null;
  end if;
  update tenant_{{tenant}}.workflow_executions e
  set status = 'RUNNING', attempt = e.attempt + 1, worker = claim.worker,
      leases_lost = e.leases_lost + (e.status = 'RUNNING')::integer,
      lease_until = moment + make_interval(secs => least(lease_ms, 600000) / 1000.0), run_after = null,
      started_at = coalesce(e.started_at, moment)
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
  returning e.* into execution;
  return tenant_{{tenant}}.claim_document(execution);
end
$$;
