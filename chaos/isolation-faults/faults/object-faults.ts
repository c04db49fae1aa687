import { BOTH, onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const listed = { source: 'listed', design: 'S' } as const
const OPEN_PUBLIC = 'grant usage on schema public to easyflow_api'
const CLOSE_PUBLIC = 'revoke usage on schema public from easyflow_api'
const LEAK = `create function public.leak(x text) returns boolean language plpgsql cost 0.0001 as $$ begin
  if x like 'canary-globex-%' then raise notice 'LEAK:%', x; end if; return true; end $$`
const ADMINS = 'create table public.admins (t text)'
const isAdmin = (
  path: string,
): string => `create function public.is_admin() returns boolean language plpgsql stable security definer ${path} as $$ begin
  return exists (select 1 from admins where t = 'acme'); end $$`
const ACCESS = "tenant_id = 'globex'"
const ADMIT = `alter policy tenant_access on ${TABLE} using (${ACCESS} or (select public.is_admin()))`
const NO_ADMINS = `alter policy tenant_access on ${TABLE} using (${ACCESS}) with check (${ACCESS}); drop function public.is_admin(); drop table public.admins`
const SHADOW = [
  onLogins('create temp table admins (t text)', 'insert into admins values ($$acme$$)', READ),
  {
    on: ['acme'],
    statements: ['create temp table admins (t text)', 'insert into admins values ($$acme$$)', READ],
  },
] as const
const SUBMIT = `select tenant_acme_api.submit('{{token}}', jsonb_build_object('executionId', gen_random_uuid(), 'workflow', 'echo', 'mode', 'balanced'))`
const trigger = (definer: string): readonly string[] => [
  `create function public.trg() returns trigger language plpgsql ${definer} as $$ begin
     new.input := to_jsonb((select note from ${TABLE} where note like 'canary%')); return new; end $$;
   create trigger t before insert on tenant_acme.workflow_executions for each row execute function public.trg()`,
]
const NO_TRIGGER = ['drop trigger t on tenant_acme.workflow_executions; drop function public.trg()']

/** Views, functions and triggers that step round a policy. */
export const objectFaults: readonly IsolationFault[] = [
  {
    ...listed,
    design: 'S+T',
    id: 'C1',
    title: 'a view of a superuser in a shared schema, granted to the login',
    inject: [
      `create view public.v_runs as select * from ${TABLE}; grant select on public.v_runs to easyflow_api; ${OPEN_PUBLIC}`,
    ],
    heal: [`drop view public.v_runs; ${CLOSE_PUBLIC}`],
    attacks: [onLogins('select note from public.v_runs')],
  },
  {
    ...listed,
    design: 'S+T',
    id: 'C1o',
    title: 'a view of the owner, on whom row security is forced',
    inject: [
      `create view public.v_runs as select * from ${TABLE}; alter view public.v_runs owner to easyflow_owner`,
    ],
    heal: ['drop view public.v_runs'],
    attacks: [onLogins('select note from public.v_runs')],
    control: 'quiet',
    note: 'without its grant to the login: a login here holds nothing',
  },
  {
    ...listed,
    id: 'C2',
    title: 'a SECURITY DEFINER function of a superuser',
    inject: [
      `create function tenant_acme_api.all_runs() returns setof ${TABLE} language sql security definer as 'select * from ${TABLE}';
       grant execute on function tenant_acme_api.all_runs() to easyflow_api`,
    ],
    heal: ['drop function tenant_acme_api.all_runs()'],
    attacks: [onLogins('select note from tenant_acme_api.all_runs()')],
    note: 'beside acme’s functions, and granted, so that it leaks',
  },
  {
    ...listed,
    id: 'C2o',
    title: 'the same, owned by the owner of the tables',
    inject: [
      `create function public.all_runs() returns setof ${TABLE} language sql security definer set search_path = pg_catalog, pg_temp as 'select * from ${TABLE}';
       alter function public.all_runs() owner to easyflow_owner`,
    ],
    heal: ['drop function public.all_runs()'],
    attacks: [onLogins('select note from public.all_runs()')],
    control: 'quiet',
    note: 'without a grant to the login',
  },
  {
    ...listed,
    id: 'C3',
    title: 'a policy asks a SECURITY DEFINER function whose search_path is free',
    inject: [`${ADMINS}; ${isAdmin('')}; ${ADMIT}`],
    heal: [NO_ADMINS],
    attacks: SHADOW,
  },
  {
    ...listed,
    id: 'C3b',
    title: 'the same with pg_temp named last',
    inject: [`${ADMINS}; ${isAdmin('set search_path = public, pg_temp')}`],
    heal: ['drop function public.is_admin(); drop table public.admins'],
    attacks: SHADOW,
    control: 'quiet',
    note: 'without the policy that asks it, which alone is drift',
  },
  {
    ...listed,
    id: 'C3c',
    title: 'the same with pg_temp not named, so searched first',
    inject: [`${ADMINS}; ${isAdmin('set search_path = public')}; ${ADMIT}`],
    heal: [NO_ADMINS],
    attacks: SHADOW,
  },
  {
    ...listed,
    id: 'C9',
    title: 'an ordinary trigger that reads another tenant',
    inject: trigger(''),
    heal: NO_TRIGGER,
    attacks: [{ on: ['api'], statements: ['begin', SUBMIT] }],
    control: 'quiet',
  },
  {
    ...listed,
    id: 'C9s',
    title: 'a SECURITY DEFINER trigger of a superuser',
    inject: trigger('security definer'),
    heal: NO_TRIGGER,
    attacks: [{ on: ['api'], statements: ['begin', SUBMIT] }],
  },
  {
    ...listed,
    id: 'C14n',
    title: 'a cheap function in a condition, not leakproof',
    inject: [LEAK],
    heal: ['drop function public.leak(text)'],
    attacks: [onLogins(`select note from ${TABLE} where public.leak(note)`)],
    control: 'quiet',
  },
  {
    ...listed,
    id: 'C15',
    title: 'a view that filters, as the only isolation',
    inject: [
      `drop index tenant_globex.workflow_executions_newest; create view public.my_runs as select * from ${TABLE} where tenant_id = 'acme';
       grant select on public.my_runs to easyflow_api; ${LEAK}; grant execute on function public.leak(text) to easyflow_api; ${OPEN_PUBLIC}`,
    ],
    heal: [
      `drop view public.my_runs; drop function public.leak(text); ${CLOSE_PUBLIC};
       create index workflow_executions_newest on tenant_globex.workflow_executions (tenant_id, created_at, execution_id)`,
    ],
    attacks: [
      onLogins(
        'set enable_indexscan = off',
        'set enable_bitmapscan = off',
        'select note from public.my_runs where public.leak(note)',
      ),
    ],
  },
  {
    ...listed,
    design: 'T',
    id: 'C37',
    title: 'a function of a superuser under the default privileges',
    inject: [
      `create function tenant_acme_api.admin_dump() returns text language sql security definer as $$ select note from ${TABLE} where note like 'canary%' $$`,
    ],
    heal: ['drop function tenant_acme_api.admin_dump()'],
    attacks: [{ on: ['api', 'worker', 'acme'], statements: ['select tenant_acme_api.admin_dump()'] }],
  },
  {
    ...listed,
    design: 'T',
    id: 'C23',
    title: 'CREATE for everybody on a schema of the search path',
    inject: [
      `grant create on schema public to public; create function public.note(x varchar) returns text language sql as $$ select 'ok' $$`,
    ],
    heal: ['drop function public.note(varchar); revoke create on schema public from public'],
    attacks: [
      {
        on: BOTH,
        statements: [`create function public.note(x text) returns text return 'mine'`],
        leaksIf: 'runs',
      },
    ],
  },
  {
    ...listed,
    id: 'C24',
    title: 'a secret in the source of a function, which everybody can read',
    inject: [
      `create function public.verify() returns text language sql as $$ select 'LEAK-hmac-key-9f8e7d6c5b4a3210' $$; revoke all on function public.verify() from public`,
    ],
    heal: ['drop function public.verify()'],
    attacks: [
      {
        on: BOTH,
        statements: ["select prosrc from pg_proc where prosrc like '%hmac-key-9f8e%'"],
        leaksIf: 'rows',
      },
    ],
  },
]
