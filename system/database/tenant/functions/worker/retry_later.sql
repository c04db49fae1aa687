-- Notes a failed try of a step and lets the execution rest until it is due again. Null: lease lost.
create or replace function tenant_{{tenant}}_api.retry_later(
  token text, wanted uuid, attempt integer, step_index integer, error jsonb, run_after_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  update tenant_{{tenant}}.workflow_executions e
  set status = 'WAITING', lease_until = null, run_after = moment + make_interval(secs => least(run_after_ms, 86400000) / 1000.0)
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and e.status = 'RUNNING' and e.attempt = retry_later.attempt and e.lease_until > moment
    and e.steps_done = retry_later.step_index;
  if not found then
    return null;
  end if;
  insert into tenant_{{tenant}}.execution_steps as s (tenant_id, execution_id, step_index, tries, error, attempt)
  values ('{{tenant}}', wanted, retry_later.step_index, 1, retry_later.error, retry_later.attempt)
  on conflict on constraint execution_steps_pkey do update
  set tries = s.tries + 1, error = excluded.error, attempt = excluded.attempt;
  return jsonb_build_object('status', 'WAITING');
end
$$;
