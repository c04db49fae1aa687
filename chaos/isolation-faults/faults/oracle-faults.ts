import { BOTH, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const listed = { source: 'listed', design: 'S' } as const

/** Privileges that no policy governs, and what tells that something exists. */
export const oracleFaults: readonly IsolationFault[] = [
  {
    ...listed,
    id: 'C10',
    title: 'a foreign key without the tenant tells what exists',
    inject: [
      `alter table ${TABLE} add constraint customers_id unique (customer_id);
       create table public.notes (id int, tenant_id text not null, customer_id int references ${TABLE} (customer_id));
       alter table public.notes enable row level security; create policy p on public.notes using (true);
       grant insert on public.notes to easyflow_api; grant usage on schema public to easyflow_api`,
    ],
    heal: [
      `revoke usage on schema public from easyflow_api; drop table public.notes; alter table ${TABLE} drop constraint customers_id`,
    ],
    attacks: [
      {
        on: BOTH,
        statements: [
          "insert into public.notes values (1, 'acme', 1)",
          "insert into public.notes values (1, 'acme', -1)",
        ],
        leaksIf: 'differs',
      },
    ],
  },
  {
    ...listed,
    id: 'C13',
    title: 'TRUNCATE granted, which no policy governs',
    inject: ['grant truncate on tenant_globex.effects to easyflow_api'],
    heal: ['revoke truncate on tenant_globex.effects from easyflow_api'],
    attacks: [{ on: BOTH, statements: ['begin', 'truncate tenant_globex.effects'], leaksIf: 'runs' }],
  },
  {
    ...listed,
    id: 'C17',
    title: 'EXPLAIN ANALYZE counts the rows that a filter removed',
    inject: ['drop index tenant_globex.workflow_executions_newest'],
    heal: [
      'create index workflow_executions_newest on tenant_globex.workflow_executions (tenant_id, created_at, execution_id)',
    ],
    attacks: [{ on: BOTH, statements: [`explain analyze ${READ}`], leaksIf: 'runs' }],
  },
  {
    ...listed,
    design: 'S+T',
    id: 'C19',
    title: 'values in the planner’s statistics',
    inject: [`analyze ${TABLE}`],
    heal: [],
    attacks: [
      {
        on: [...BOTH, 'acme'],
        statements: ["select * from pg_stats where schemaname = 'tenant_globex'"],
        leaksIf: 'rows',
      },
    ],
    control: 'quiet',
  },
  {
    ...listed,
    design: 'T',
    id: 'C20',
    title: 'names and row counts in the statistics views',
    inject: [],
    heal: [],
    attacks: [
      {
        on: BOTH,
        statements: [
          "select relname, n_live_tup from pg_stat_user_tables where schemaname = 'tenant_globex'",
        ],
        leaksIf: 'rows',
      },
    ],
    isListedLimit: true,
  },
  {
    ...listed,
    design: 'S+T',
    id: 'C28',
    title: 'LISTEN and NOTIFY know no access control',
    inject: [],
    heal: [],
    attacks: [
      { on: ['api'], statements: ['listen tenant_globex_events', 'select 1'], afterVictim: true },
      { on: BOTH, statements: ["select pg_notify('tenant_globex_events', 'x')"], leaksIf: 'runs' },
    ],
    note: 'nothing of ours sends or hears a notification',
  },
  {
    ...listed,
    id: 'C36',
    title: 'COPY … TO STDOUT',
    inject: [],
    heal: [],
    attacks: [
      { on: BOTH, statements: [`copy ${TABLE} to stdout`], leaksIf: 'runs' },
      { on: BOTH, statements: [`copy (${READ}) to stdout`], leaksIf: 'runs' },
    ],
    control: 'quiet',
  },
]
