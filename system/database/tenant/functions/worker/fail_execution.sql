-- Gives an execution up for good. Null: lease lost.
create or replace function tenant_{{tenant}}_api.fail_execution(
  token text, wanted uuid, attempt integer, step_index integer, error jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  update tenant_{{tenant}}.workflow_executions e
  set status = 'FAILED', lease_until = null, completed_at = moment, error = fail_execution.error
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and e.status = 'RUNNING' and e.attempt = fail_execution.attempt and e.lease_until > moment;
  if not found then
    return null;
  end if;
  insert into tenant_{{tenant}}.execution_steps as s (tenant_id, execution_id, step_index, tries, error, attempt)
  values ('{{tenant}}', wanted, fail_execution.step_index, 1, fail_execution.error, fail_execution.attempt)
  on conflict on constraint execution_steps_pkey do update
  set tries = s.tries + 1, error = excluded.error, attempt = excluded.attempt;
  return jsonb_build_object('status', 'FAILED');
end
$$;
