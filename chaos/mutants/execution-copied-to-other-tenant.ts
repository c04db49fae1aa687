import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

const MENDS = `drop trigger if exists copy_to_acme on tenant_globex.workflow_executions;
  drop function if exists public.easyflow_chaos_copy();
  set session_replication_role = replica;
  delete from tenant_acme.effects f using tenant_globex.workflow_executions g where g.execution_id = f.execution_id;
  delete from tenant_acme.costs f using tenant_globex.workflow_executions g where g.execution_id = f.execution_id;
  delete from tenant_acme.execution_steps f using tenant_globex.workflow_executions g where g.execution_id = f.execution_id;
  delete from tenant_acme.workflow_executions f using tenant_globex.workflow_executions g where g.execution_id = f.execution_id;
  set session_replication_role = origin`

export const mutant: Mutant = {
  name: 'execution-copied-to-other-tenant',
  title: "a trigger copies every execution of globex into acme's table, under acme's name",
  lie: {
    in: 'database',
    tenant: GLOBEX,
    breaks: `create or replace function public.easyflow_chaos_copy() returns trigger language plpgsql security definer as $$
      begin
        insert into tenant_acme.workflow_executions select (jsonb_populate_record(null::tenant_acme.workflow_executions,
          to_jsonb(new) || '{"tenant_id": "acme", "idempotency_key": null}')).*;
        return null;
      end $$;
      create trigger copy_to_acme after insert on tenant_globex.workflow_executions
        for each row execute function public.easyflow_chaos_copy()`,
    mends: MENDS,
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-misplaced',
  says: /^misplaced: acme's row .* (was asked for by|carries the canary of) globex/,
}
