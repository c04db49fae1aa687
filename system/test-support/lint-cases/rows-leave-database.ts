import { TABLE, type LintCases } from './lint-cases.ts'

export const rowsLeaveDatabase: LintCases = {
  lint: 'rows_leave_database',
  loud: {
    'every table is published': 'create publication everything for all tables',
    "a tenant's table is published": `create publication part for table ${TABLE}`,
    "some rows of a tenant's table": `create publication part for table ${TABLE} where (tenant_id = 'lintedone')`,
    "a tenant's schema is published": 'create publication part for tables in schema tenant_lintedone',
    'the keys of the issuer are published': 'create publication part for table easyflow.issuer_keys',
    'another server writes here':
      "create subscription s connection 'dbname=nowhere' publication p with (connect = false, slot_name = none)",
  },
  quiet: {
    'a table of nobody is published':
      'create table public.notes (note text); create publication part for table public.notes',
    'an empty publication': 'create publication nothing',
  },
}
