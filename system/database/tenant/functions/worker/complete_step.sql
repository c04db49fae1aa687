-- Stores a step's result together with what follows from it: the recorded effect, the renewed lease, the
-- wait, or the end of the execution and its cost. Null: the lease is lost, nothing was written.
create or replace function tenant_{{tenant}}_api.complete_step(
  token text, wanted uuid, attempt integer, step_index integer, outcome jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  execution tenant_{{tenant}}.workflow_executions;
  moment timestamptz := clock_timestamp();
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  update tenant_{{tenant}}.workflow_executions e
  set steps_done = e.steps_done + 1,
      bytes_stored = e.bytes_stored + pg_column_size(outcome),
      status = case when e.steps_done + 1 = e.steps_total then 'COMPLETE'
                    when outcome ? 'runAfterMs' then 'WAITING' else 'RUNNING' end,
      result = case when e.steps_done + 1 = e.steps_total then coalesce(outcome -> 'output', 'null') end,
      completed_at = case when e.steps_done + 1 = e.steps_total then moment end,
      run_after = case when e.steps_done + 1 < e.steps_total and outcome ? 'runAfterMs'
        then moment + make_interval(secs => least((outcome ->> 'runAfterMs')::double precision, 86400000) / 1000) end,
      lease_until = case when e.steps_done + 1 < e.steps_total and not outcome ? 'runAfterMs'
        then moment + make_interval(secs => least((outcome ->> 'leaseMs')::double precision, 600000) / 1000) end
  where e.tenant_id = '{{tenant}}' and e.execution_id = wanted
    and e.status = 'RUNNING' and e.attempt = complete_step.attempt and e.lease_until > moment
    and e.steps_done = complete_step.step_index
  returning e.* into execution;
  if not found then
    return null;
  end if;
  if execution.bytes_stored > 4194304 then
    raise exception 'the steps of this execution store more than 4 MiB' using errcode = '54000';
  end if;

  insert into tenant_{{tenant}}.execution_steps as s
    (tenant_id, execution_id, step_index, result, cpu_ms, elapsed_ms, attempt, completed_at)
  values ('{{tenant}}', wanted, complete_step.step_index, coalesce(outcome -> 'result', 'null'),
    (outcome ->> 'cpuMs')::double precision, (outcome ->> 'elapsedMs')::double precision, complete_step.attempt, moment)
  on conflict on constraint execution_steps_pkey do update
  set result = excluded.result, cpu_ms = excluded.cpu_ms, elapsed_ms = excluded.elapsed_ms,
      attempt = excluded.attempt, completed_at = excluded.completed_at, error = null;

  if outcome ? 'effect' then
    insert into tenant_{{tenant}}.effects (tenant_id, execution_id, step_index, value)
    values ('{{tenant}}', wanted, complete_step.step_index, outcome -> 'effect');
  end if;

  if execution.status = 'COMPLETE' then
    insert into tenant_{{tenant}}.costs (tenant_id, execution_id, mode, list_price_usd, cpu_ms, elapsed_ms)
    select '{{tenant}}', wanted, execution.mode, easyflow.list_price_usd(execution.mode),
      coalesce(sum(s.cpu_ms), 0), coalesce(sum(s.elapsed_ms), 0)
    from tenant_{{tenant}}.execution_steps s
    where s.tenant_id = '{{tenant}}' and s.execution_id = wanted;
  end if;
  return jsonb_build_object('status', execution.status);
end
$$;
