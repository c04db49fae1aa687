-- Ends a lease early, so that another worker may go on at once. False: it was lost already.
create or replace function tenant_{{tenant}}_api.give_back(token text, wanted uuid, attempt integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  update tenant_{{tenant}}.workflow_executions e
  set status = 'WAITING', lease_until = null, run_after = moment
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and e.status = 'RUNNING' and e.attempt = give_back.attempt and e.lease_until > moment;
  return to_jsonb(found);
end
$$;
