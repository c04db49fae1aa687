import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

const TABLE = 'tenant_initech.customers'

export const mutant: Mutant = {
  name: 'heal-that-does-nothing',
  title: 'what puts a wall up again says that it did, and the wall is down',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    breaks: `create or replace function public.easyflow_chaos_unheal() returns event_trigger language plpgsql as $$
      begin
        if current_setting('easyflow_chaos.unhealing', true) = 'yes' then return; end if;
        perform set_config('easyflow_chaos.unhealing', 'yes', true);
        if (select relforcerowsecurity and relrowsecurity from pg_class where oid = '${TABLE}'::regclass)
          and exists (select from pg_event_trigger_ddl_commands() where objid = '${TABLE}'::regclass) then
          alter table ${TABLE} disable row level security;
        end if;
        perform set_config('easyflow_chaos.unhealing', 'no', true);
      end $$;
      create event trigger easyflow_chaos_unheal on ddl_command_end when tag in ('ALTER TABLE')
        execute function public.easyflow_chaos_unheal()`,
    mends: `drop event trigger if exists easyflow_chaos_unheal;
      drop function if exists public.easyflow_chaos_unheal();
      alter table ${TABLE} enable row level security, force row level security`,
  },
  scenario: 'plain-traffic',
  caughtBy: 'catalogue-unchanged',
  says: /^catalogue changed: table tenant_initech\.customers was .* row security t.* and is .* row security f/,
}
