import { BOTH, onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const ours = { source: 'ours' } as const
const PUBLIC = 'grant usage on schema public to easyflow_api'
const CANARY = `(select note from ${TABLE} where note like 'canary%')`
const VERIFY = `do $do$ begin execute replace(pg_get_functiondef('easyflow.verify'::regproc),
  'if known.tenant_id is distinct from tenant or known.role is distinct from role then', 'if false then'); end $do$`

/** Of the same classes, and in no list: invented against our own walls and our own audit. */
export const ourFaults: readonly IsolationFault[] = [
  {
    ...ours,
    id: 'X1',
    title: 'a materialised view among acme’s functions, where the login may look already',
    design: 'T',
    inject: [
      `create materialized view tenant_acme_api.report as select note from ${TABLE}; grant select on tenant_acme_api.report to easyflow_api`,
    ],
    heal: ['drop materialized view tenant_acme_api.report'],
    attacks: [onLogins('select * from tenant_acme_api.report')],
  },
  {
    ...ours,
    id: 'X2',
    title: 'an event trigger at login that says what a superuser reads',
    design: 'S+T',
    inject: [
      `create function public.greet() returns event_trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
         $$ begin raise notice 'welcome %', ${CANARY}; end $$; create event trigger greet on login execute function public.greet()`,
    ],
    heal: ['drop event trigger greet; drop function public.greet()'],
    attacks: [onLogins('select 1')],
  },
  {
    ...ours,
    id: 'X4',
    title: 'a function put among those of the server, for everybody as it is made',
    design: 'S+T',
    inject: [
      `create function pg_catalog.peek() returns text language sql security definer as $$ select note from ${TABLE} where note like 'canary%' $$;
       grant execute on function pg_catalog.peek() to public`,
    ],
    heal: ['drop function pg_catalog.peek()'],
    attacks: [onLogins('select peek()')],
  },
  {
    ...ours,
    id: 'X5',
    title: 'a foreign key from acme’s table into globex’s',
    design: 'T',
    inject: [
      `alter table ${TABLE} add constraint customers_id unique (customer_id);
       alter table tenant_acme.workflows add constraint peek foreign key (version) references ${TABLE} (customer_id) not valid`,
    ],
    heal: [
      `alter table tenant_acme.workflows drop constraint peek; alter table ${TABLE} drop constraint customers_id`,
    ],
    attacks: [
      {
        on: ['acme'],
        statements: [
          "insert into tenant_acme.workflows values ('acme', 'peek', 7, '{}')",
          "insert into tenant_acme.workflows values ('acme', 'peek', 100007, '{}')",
        ],
        leaksIf: 'differs',
      },
    ],
  },
  {
    ...ours,
    id: 'X6',
    title: 'a parent in a shared schema, which reads its children under its own policies',
    design: 'S+T',
    inject: [
      `create table public.everybody (like ${TABLE}); alter table ${TABLE} inherit public.everybody; grant select on public.everybody to easyflow_api; ${PUBLIC}`,
    ],
    heal: [
      `revoke usage on schema public from easyflow_api; alter table ${TABLE} no inherit public.everybody; drop table public.everybody`,
    ],
    attacks: [onLogins('select note from public.everybody')],
  },
  {
    ...ours,
    id: 'X7',
    title: 'acme’s role in globex’s, by way of a third',
    design: 'T',
    inject: [
      'create role chaos_bridge; grant tenant_globex_caller to chaos_bridge; grant chaos_bridge to tenant_acme_caller',
    ],
    heal: ['drop role chaos_bridge'],
    attacks: [
      { on: ['acme'], statements: ['set local role tenant_globex_caller', READ] },
      {
        on: ['acme'],
        statements: ['set local role tenant_globex_caller', 'select * from tenant_globex.workflows'],
      },
    ],
  },
  {
    ...ours,
    id: 'X8',
    title: 'acme’s role is superuser: its functions are',
    design: 'T',
    inject: ['alter role tenant_acme_caller superuser'],
    heal: ['alter role tenant_acme_caller nosuperuser'],
    attacks: [{ on: ['acme'], statements: [READ] }],
  },
  {
    ...ours,
    id: 'X9',
    title: 'the verifier no longer compares the tenant',
    design: 'S+T',
    inject: [VERIFY],
    heal: ["select easyflow_audit.remake_function('easyflow.verify(text, text, text)')"],
    attacks: [
      { on: ['api'], statements: ["select tenant_globex_api.list_workflows('{{token}}')"], leaksIf: 'rows' },
    ],
  },
  {
    ...ours,
    id: 'X10',
    title: 'one column granted, and row security off',
    design: 'S',
    inject: [
      `grant usage on schema tenant_globex to easyflow_worker; grant select (note) on ${TABLE} to easyflow_worker; alter table ${TABLE} disable row level security`,
    ],
    heal: [
      `alter table ${TABLE} enable row level security; revoke select (note) on ${TABLE} from easyflow_worker; revoke usage on schema tenant_globex from easyflow_worker`,
    ],
    attacks: [onLogins(READ)],
  },
  {
    ...ours,
    id: 'X11',
    title: 'a table moved among acme’s functions and granted, its policies and all',
    design: 'T',
    inject: [
      `alter table ${TABLE} set schema tenant_acme_api; alter table tenant_acme_api.customers disable row level security; grant select on tenant_acme_api.customers to easyflow_api`,
    ],
    heal: [
      `revoke select on tenant_acme_api.customers from easyflow_api; alter table tenant_acme_api.customers enable row level security; alter table tenant_acme_api.customers set schema tenant_globex`,
    ],
    attacks: [onLogins('select note from tenant_acme_api.customers')],
  },
  {
    ...ours,
    id: 'X12',
    title: 'globex is no longer registered, so that nobody watches it, and its row security goes off',
    design: 'T',
    inject: [
      "delete from easyflow.tenants where tenant_id = 'globex'",
      `alter table ${TABLE} disable row level security; grant usage on schema tenant_globex to tenant_acme_caller; grant select on ${TABLE} to tenant_acme_caller`,
    ],
    heal: [
      `insert into easyflow.tenants (tenant_id, status) values ('globex', 'active');
       insert into easyflow.tenant_migrations select 'globex', name, sha256, applied_at from easyflow.tenant_migrations where tenant_id = 'acme'`,
      `revoke select on ${TABLE} from tenant_acme_caller; revoke usage on schema tenant_globex from tenant_acme_caller; alter table ${TABLE} enable row level security`,
    ],
    attacks: [{ on: ['acme'], statements: [READ] }],
  },
  {
    ...ours,
    id: 'X13',
    title: 'a column of acme’s filled in by a function of a superuser',
    design: 'T',
    inject: [
      `create function public.fill() returns jsonb language sql security definer set search_path = pg_catalog, pg_temp as $$ select to_jsonb(note) from ${TABLE} where note like 'canary%' $$;
       grant execute on function public.fill() to tenant_acme_caller; alter table tenant_acme.workflow_executions alter column input set default public.fill()`,
    ],
    heal: [
      'alter table tenant_acme.workflow_executions alter column input drop default; drop function public.fill()',
    ],
    attacks: [
      {
        on: ['acme'],
        statements: [
          `insert into tenant_acme.workflow_executions (tenant_id, execution_id, workflow_name, workflow_version, mode, status, steps_total)
           values ('acme', gen_random_uuid(), 'echo', 1, 'balanced', 'QUEUED', 1) returning input`,
        ],
      },
    ],
  },
  {
    ...ours,
    id: 'X14',
    title: 'a copy in a large object that everybody may read',
    design: 'S+T',
    inject: [
      `do $do$ begin execute format('grant select on large object %s to public', lo_from_bytea(77001, convert_to(${CANARY}, 'UTF8'))); end $do$`,
    ],
    heal: ['select lo_unlink(77001)'],
    attacks: [
      onLogins('select lo_get(77001)'),
      onLogins('select convert_from(data, $$UTF8$$) from pg_largeobject'),
    ],
  },
  {
    ...ours,
    id: 'X15',
    title: 'a leakproof function in the login’s hands, and globex’s schema opened to it',
    design: 'S',
    inject: [
      `create function public.tell(x text) returns boolean language plpgsql cost 0.0001 leakproof as $$ begin raise notice 'LEAK:%', x; return true; end $$;
       grant execute on function public.tell(text) to easyflow_api; ${PUBLIC}; grant usage on schema tenant_globex to easyflow_api; grant select on ${TABLE} to easyflow_api`,
    ],
    heal: [
      `revoke select on ${TABLE} from easyflow_api; revoke usage on schema tenant_globex from easyflow_api; revoke usage on schema public from easyflow_api; drop function public.tell(text)`,
    ],
    attacks: [onLogins(`select count(*) from ${TABLE} where public.tell(note)`)],
  },
  {
    ...ours,
    id: 'X16',
    title: 'everything published to whoever replicates',
    design: 'S+T',
    inject: ['create publication everything for all tables'],
    heal: ['drop publication everything'],
    attacks: [
      {
        on: BOTH,
        statements: ["select pg_create_logical_replication_slot('x', 'pgoutput')"],
        leaksIf: 'runs',
      },
    ],
  },
  {
    ...ours,
    id: 'X17',
    title: 'the key of the identities in a comment',
    design: 'S+T',
    inject: [
      `do $do$ begin execute format('comment on table ${TABLE} is %L', (select encode(inner_pad, 'hex') from easyflow.identity_mac_key)); end $do$`,
    ],
    heal: [`comment on table ${TABLE} is null`],
    attacks: [
      {
        on: BOTH,
        statements: [
          "select description from pg_description where length(description) = 128 and description ~ '^[0-9a-f]+$'",
        ],
        leaksIf: 'rows',
      },
    ],
  },
  {
    ...ours,
    id: 'X3',
    title: 'a procedure of a superuser beside acme’s functions',
    design: 'T',
    inject: [
      `create procedure tenant_acme_api.tidy() language plpgsql security definer as $$ begin raise notice '%', ${CANARY}; end $$;
       grant execute on procedure tenant_acme_api.tidy() to easyflow_api`,
    ],
    heal: ['drop procedure tenant_acme_api.tidy()'],
    attacks: [onLogins('call tenant_acme_api.tidy()')],
  },
]
