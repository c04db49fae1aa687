import { TABLE, type LintCases } from './lint-cases.ts'

export const tableDiffers: LintCases = {
  lint: 'table_differs',
  loud: {
    'moved to another schema': `alter table ${TABLE} set schema public`,
    renamed: `alter table ${TABLE} rename to customers_old`,
    'renamed, with another in its place': `alter table ${TABLE} rename to customers_old; create table ${TABLE} (tenant_id text not null);
      drop table ${TABLE}`,
    'a column may be null': 'alter table tenant_lintedone.costs alter column mode drop not null',
    'a column is filled in by the table': `alter table ${TABLE} alter column tenant_id set default 'lintedtwo'`,
    'a default from a setting': `alter table ${TABLE} alter column note set default current_setting('app.note', true)`,
    'another type': 'alter table tenant_lintedone.costs alter column mode type varchar(10)',
    'a collation in which letters are equal': `create collation public.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      alter table ${TABLE} alter column city type text collate public.folded`,
    'a column is missing': `alter table ${TABLE} drop column city cascade; alter table ${TABLE} disable trigger user`,
    'a column is renamed': `alter table ${TABLE} rename column city to town`,
  },
  quiet: {
    'a column more': `alter table ${TABLE} add column phone text`,
    'an index more': `create index on ${TABLE} (city)`,
    'an index less': 'drop index tenant_lintedone.workflow_executions_newest',
    'statistics gathered finer': `alter table ${TABLE} alter column city set statistics 1000`,
  },
  beyondRepair: {
    'a table dropped': 'drop table tenant_lintedone.effects',
  },
}
