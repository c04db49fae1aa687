-- The sweeper: settles overdue realtime executions, gives up on those that keep losing their worker, and
-- leases up to `batch` of those that no message speaks for (any more).
create or replace function tenant_{{tenant}}_api.claim_due(
  token text, worker text, lease_ms integer, batch integer, grace_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  rejected integer;
  claims jsonb;
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');

  update tenant_{{tenant}}.workflow_executions e set status = 'REJECTED', completed_at = moment
  where e.tenant_id = '{{tenant}}' and e.execution_id = any(array(
    select x.execution_id from tenant_{{tenant}}.workflow_executions x
    where x.tenant_id = '{{tenant}}' and x.status = 'QUEUED' and x.start_by <= moment
    -- After a long outage the rest waits for the next look: one that never ends in time would settle none.
    limit 1000
    for update skip locked));
  get diagnostics rejected = row_count;

  update tenant_{{tenant}}.workflow_executions e
  set status = 'FAILED', completed_at = moment, lease_until = null,
      error = '{"code": "ERR_STEP_FAILED", "message": "Five workers were lost while running this"}'
  where e.tenant_id = '{{tenant}}' and e.execution_id = any(array(
    select x.execution_id from tenant_{{tenant}}.workflow_executions x
    where x.tenant_id = '{{tenant}}' and x.status = 'RUNNING' and x.lease_until <= moment and x.leases_lost >= 5
    limit 1000
    for update skip locked));

  with due as (
    select x.execution_id, x.status
    from tenant_{{tenant}}.workflow_executions x
    where x.tenant_id = '{{tenant}}' and (
      (x.status = 'QUEUED' and x.queued_at <= moment - make_interval(secs => grace_ms / 1000.0)
        and (x.start_by is null or x.start_by > moment))
      or (x.status = 'WAITING' and x.run_after <= moment)
      or (x.status = 'RUNNING' and x.lease_until <= moment and x.leases_lost < 5))
    order by x.queued_at
    limit least(greatest(batch, 0), 100)
    for update skip locked
  ), claimed as (
    update tenant_{{tenant}}.workflow_executions e
    set status = 'RUNNING', attempt = e.attempt + 1, worker = claim_due.worker,
        leases_lost = e.leases_lost + (due.status = 'RUNNING')::integer,
        lease_until = moment + make_interval(secs => least(lease_ms, 600000) / 1000.0), run_after = null,
        started_at = coalesce(e.started_at, moment)
    from due
    where e.tenant_id = '{{tenant}}' and e.execution_id = due.execution_id
    returning tenant_{{tenant}}.claim_document(e) as document, e.queued_at
  )
  select coalesce(jsonb_agg(document order by queued_at), '[]') into claims from claimed;
  return jsonb_build_object('claims', claims, 'rejected', rejected);
end
$$;
