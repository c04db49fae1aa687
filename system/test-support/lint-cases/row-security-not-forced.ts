import { TABLE, type LintCases } from './lint-cases.ts'

const withGuardOff = (statements: string): string =>
  `alter event trigger easyflow_wall_in_new_tables disable; ${statements}; alter event trigger easyflow_wall_in_new_tables enable`

export const rowSecurityNotForced: LintCases = {
  lint: 'row_security_not_forced',
  loud: {
    'row security off': `alter table ${TABLE} disable row level security`,
    'not forced': `alter table ${TABLE} no force row level security`,
    'off and not forced': `alter table ${TABLE} disable row level security, no force row level security`,
    'the floor dropped': `drop policy tenant_isolation on ${TABLE}`,
    'a table of no tenant_id, made while the guard was off': withGuardOff(
      'create table tenant_lintedone.careless (secret text)',
    ),
    'a copy of all but the policies': withGuardOff(
      `create table tenant_lintedone.copied (like ${TABLE} including all)`,
    ),
    'a copy made by create table as': withGuardOff(
      `create table tenant_lintedone.copied as select * from ${TABLE}`,
    ),
    'a table in the schema of functions': withGuardOff('create table tenant_lintedone_api.misplaced (x int)'),
    'a partition without its own': `create table tenant_lintedone.events (tenant_id text not null) partition by list (tenant_id);
      create table tenant_lintedone.events_1 partition of tenant_lintedone.events for values in ('lintedone');
      alter table tenant_lintedone.events_1 disable row level security`,
    'a partition in another schema': `create table tenant_lintedone.events (tenant_id text not null) partition by list (tenant_id);
      create table public.events_1 partition of tenant_lintedone.events for values in ('lintedone')`,
    'a parent in another schema, which reads its children under its own policies': `create table public.parent (tenant_id text not null);
      alter table ${TABLE} inherit public.parent`,
    'a grandchild in another schema': `create schema elsewhere; create table elsewhere.child () inherits (${TABLE});
      create table elsewhere.grandchild () inherits (elsewhere.child); alter table elsewhere.child enable row level security;
      alter table elsewhere.child force row level security`,
    'an unlogged table': withGuardOff(
      'create unlogged table tenant_lintedone.quick (tenant_id text not null)',
    ),
  },
  quiet: {
    'a table made later, walled in by the guard':
      'create table tenant_lintedone.later (tenant_id text not null, secret text)',
    'a copy made while the guard watches': `create table tenant_lintedone.copied (like ${TABLE} including all)`,
    'a partitioned table with its partition': `create table tenant_lintedone.events (tenant_id text not null) partition by list (tenant_id);
      create table tenant_lintedone.events_1 partition of tenant_lintedone.events for values in ('lintedone')`,
    'a table of nobody': 'create table public.notes (note text)',
    'statistics gathered': `analyze ${TABLE}`,
    'the floor under another name': `alter policy tenant_isolation on ${TABLE} rename to floor`,
  },
}
