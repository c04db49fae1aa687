import { onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const listed = { source: 'listed', design: 'S' } as const
const PARTITIONED = `create table tenant_globex.events (tenant_id text not null, secret text) partition by list (tenant_id);
  create table tenant_globex.events_p1 partition of tenant_globex.events for values in ('globex');
  insert into tenant_globex.events select tenant_id, note from ${TABLE}`

/** Row level security that is off, and tables that come without it. */
export const rowSecurityFaults: readonly IsolationFault[] = [
  {
    ...listed,
    id: 'A1',
    title: 'row security off',
    inject: [`alter table ${TABLE} disable row level security`],
    heal: [`alter table ${TABLE} enable row level security`],
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'B11',
    title: 'a policy, but row security never switched on',
    inject: [
      'create table tenant_globex.pol_only (tenant_id text not null, secret text); create policy p on tenant_globex.pol_only using (tenant_id = (select easyflow.current_tenant()))',
      'alter table tenant_globex.pol_only disable row level security',
      `insert into tenant_globex.pol_only select tenant_id, note from ${TABLE}; grant select on tenant_globex.pol_only to easyflow_api`,
    ],
    heal: ['drop table tenant_globex.pol_only'],
    attacks: [onLogins('select secret from tenant_globex.pol_only')],
    note: 'the guard switches it on with the table; it is switched off again',
  },
  {
    ...listed,
    id: 'C5',
    title: 'a partition can be reached by itself, without its own row security',
    inject: [
      PARTITIONED,
      'alter table tenant_globex.events_p1 disable row level security; grant select on tenant_globex.events_p1 to easyflow_api',
    ],
    heal: ['drop table tenant_globex.events'],
    attacks: [onLogins('select secret from tenant_globex.events_p1')],
  },
  {
    ...listed,
    id: 'C6',
    title: 'a copy (LIKE INCLUDING ALL) without policies',
    inject: [
      `create table tenant_globex.copied (like ${TABLE} including all); insert into tenant_globex.copied select * from ${TABLE};
       grant select on tenant_globex.copied to easyflow_api`,
    ],
    heal: ['drop table tenant_globex.copied'],
    attacks: [onLogins('select note from tenant_globex.copied')],
  },
  {
    ...listed,
    id: 'C7',
    title: 'default privileges give the login every new table',
    inject: [
      'alter default privileges in schema tenant_globex grant select on tables to easyflow_api',
      `create table tenant_globex.fresh (like ${TABLE}); insert into tenant_globex.fresh select * from ${TABLE}`,
    ],
    heal: [
      'drop table if exists tenant_globex.fresh; alter default privileges in schema tenant_globex revoke select on tables from easyflow_api',
    ],
    attacks: [onLogins('select note from tenant_globex.fresh')],
    note: 'the guard refuses the list’s CREATE TABLE AS, so LIKE',
  },
  {
    ...listed,
    design: 'T',
    id: 'C8',
    title: 'the schema and its tables granted to everybody',
    inject: [
      'grant usage on schema tenant_globex to public; grant select on all tables in schema tenant_globex to public',
    ],
    heal: [
      'revoke usage on schema tenant_globex from public; revoke select on all tables in schema tenant_globex from public',
    ],
    attacks: [{ on: ['api', 'worker', 'acme'], statements: [READ] }],
  },
  {
    ...listed,
    design: 'T',
    id: 'C8x',
    title: 'the same, and row security off: two walls down',
    inject: [
      `grant usage on schema tenant_globex to public; grant select on all tables in schema tenant_globex to public;
       alter table ${TABLE} disable row level security`,
    ],
    heal: [
      `revoke usage on schema tenant_globex from public; revoke select on all tables in schema tenant_globex from public;
       alter table ${TABLE} enable row level security`,
    ],
    attacks: [{ on: ['api', 'worker', 'acme'], statements: [READ] }],
  },
  {
    ...listed,
    id: 'C30',
    title: 'the guard of new tables off, then a table without row security',
    inject: [
      `alter event trigger easyflow_wall_in_new_tables disable; create table tenant_globex.nt (tenant_id text not null, secret text);
       insert into tenant_globex.nt select tenant_id, note from ${TABLE}; grant select on tenant_globex.nt to easyflow_api`,
    ],
    heal: ['drop table tenant_globex.nt; alter event trigger easyflow_wall_in_new_tables enable'],
    attacks: [onLogins('select secret from tenant_globex.nt')],
  },
  {
    ...listed,
    id: 'C30e',
    title: 'the same table with the guard on',
    inject: [
      `create table tenant_globex.nt (tenant_id text not null, secret text); insert into tenant_globex.nt select tenant_id, note from ${TABLE}`,
    ],
    heal: ['drop table tenant_globex.nt'],
    attacks: [{ on: ['api', 'worker', 'acme'], statements: ['select secret from tenant_globex.nt'] }],
    control: 'quiet',
    note: 'without its grant to the login, which alone is C6',
  },
]
