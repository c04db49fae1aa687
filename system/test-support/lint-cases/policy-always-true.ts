import { TABLE, type LintCases } from './lint-cases.ts'

const OWN = "tenant_id = 'lintedone'"
const policy = (rest: string): string => `create policy dbg on ${TABLE} ${rest}`
const access = (rest: string): string => `alter policy tenant_access on ${TABLE} ${rest}`
const floor = (rest: string): string => `alter policy tenant_isolation on ${TABLE} ${rest}`

export const policyAlwaysTrue: LintCases = {
  lint: 'policy_always_true',
  loud: {
    'a permissive policy that is always true': policy('using (true)'),
    'a tautology': policy('using (1 = 1)'),
    'a tautology over a column': policy('using (tenant_id = tenant_id)'),
    'not false': policy('using (not false)'),
    'the declared one or true': access(`using (${OWN} or true)`),
    'only the check is always true': access('with check (true)'),
    'null passes': access(
      `using (current_setting('app.tenant_id', true) is null or ${OWN}) with check (${OWN})`,
    ),
    'null passes by coalesce': access(`using (coalesce(nullif(tenant_id, 'x') = 'lintedone', true))`),
    'null passes by is distinct from': access(`using ((tenant_id = 'other') is distinct from true)`),
    'a pattern': access(`using (tenant_id like '%')`),
    'a regular expression': access(`using (tenant_id ~ '.')`),
    'keyed on the login': policy(`using (current_user = 'easyflow_api')`),
    'keyed on a membership': policy(`using (pg_has_role('pg_monitor', 'member') or session_user <> '')`),
    'keyed on a setting that the client chooses': access(
      `using (tenant_id = current_setting('app.tenant_id', true))`,
    ),
    'reads another table': `create table public.admins (t text); ${policy('using (exists (select from public.admins))')}`,
    'calls a function of somebody': `create function public.is_admin() returns boolean language sql as 'select true'; ${policy('using (public.is_admin())')}`,
    "names another tenant's id": policy(`using (tenant_id in ('lintedone', 'lintedtwo'))`),
    'for one command only': policy('for delete using (true)'),
    'for updates that name no row': policy('for update using (true) with check (true)'),
    'for inserts': policy('for insert with check (true)'),
    'for one role only': policy('for select to easyflow_api using (true)'),
    "for another tenant's role": policy(`for select to tenant_lintedtwo_caller using (${OWN})`),
    'the declared text, for everybody': policy(`to public using (${OWN})`),
    'the declared policy, opened to everybody': access('to public'),
    'the floor is always true': floor('using (true) with check (true)'),
    'only the check of the floor is always true': floor('with check (true)'),
    'the floor lets null pass': floor(
      'using ((select easyflow.current_tenant()) is null or tenant_id = (select easyflow.current_tenant()))',
    ),
    'the floor holds for some roles only': floor('to tenant_lintedone_caller'),
    'the floor was made permissive': `drop policy tenant_isolation on ${TABLE};
      create policy tenant_isolation on ${TABLE} using (tenant_id = (select easyflow.current_tenant()))`,
    'the floor was made anew for reading only': `drop policy tenant_isolation on ${TABLE};
      create policy tenant_isolation on ${TABLE} as restrictive for select using (tenant_id = (select easyflow.current_tenant()))`,
    'the floor asks a function of the same name': `create schema other; create function other.current_tenant() returns text language sql as $f$select 'lintedone'$f$;
      ${floor('using (tenant_id = (select other.current_tenant()))')}`,
    'a restrictive policy that calls a function on every row': `create function public.note(x text) returns boolean language sql as 'select true';
      ${policy('as restrictive using (public.note(note))')}`,
    'on a partition': `create table tenant_lintedone.events (tenant_id text not null) partition by list (tenant_id);
      create table tenant_lintedone.events_1 partition of tenant_lintedone.events for values in ('lintedone');
      create policy dbg on tenant_lintedone.events_1 using (true)`,
  },
  quiet: {
    'a restrictive policy that narrows': policy(`as restrictive using (note <> 'secret')`),
    'the declared access without a check of its own': `drop policy tenant_access on ${TABLE};
      create policy tenant_access on ${TABLE} to tenant_lintedone_caller, tenant_lintedone_worker using (${OWN})`,
    'an insert policy without a check': policy('for insert to tenant_lintedone_caller'),
    'the declared access in parts': policy(`for select to tenant_lintedone_worker using (${OWN})`),
    'a policy that lets nobody in': policy('to tenant_lintedone_caller using (false)'),
    'the declared policy under another name': `alter policy tenant_access on ${TABLE} rename to access`,
    'the declared access dropped: nobody gets in': `drop policy tenant_access on ${TABLE}`,
    'a policy on a table of nobody':
      'create table public.notes (note text); create policy p on public.notes using (true)',
  },
}
