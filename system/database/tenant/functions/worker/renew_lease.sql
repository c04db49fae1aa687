-- Lengthens a lease that is still held. False: it is lost.
create or replace function tenant_{{tenant}}_api.renew_lease(token text, wanted uuid, attempt integer, lease_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  update tenant_{{tenant}}.workflow_executions e
  set lease_until = moment + make_interval(secs => least(lease_ms, 600000) / 1000.0)
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and e.status = 'RUNNING' and e.attempt = renew_lease.attempt and e.lease_until > moment;
  return to_jsonb(found);
end
$$;
