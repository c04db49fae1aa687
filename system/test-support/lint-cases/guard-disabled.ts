import { TABLE, type LintCases } from './lint-cases.ts'

export const guardDisabled: LintCases = {
  lint: 'guard_disabled',
  loud: {
    'the guard of new tables is off': 'alter event trigger easyflow_wall_in_new_tables disable',
    'the guard against DDL is off': 'alter event trigger easyflow_refuse_data_plane_ddl disable',
    'the audit is not told of changes': 'alter event trigger easyflow_note_schema_change disable',
    'the audit is told of new tables only': `drop event trigger easyflow_note_schema_change; create event trigger easyflow_note_schema_change
      on ddl_command_end when tag in ('CREATE TABLE') execute function easyflow.note_schema_change()`,
    'on replicas only': 'alter event trigger easyflow_refuse_data_plane_ddl enable replica',
    'it is gone': 'drop event trigger easyflow_wall_in_new_tables',
    'it watches fewer commands': `drop event trigger easyflow_wall_in_new_tables; create event trigger easyflow_wall_in_new_tables
      on ddl_command_end when tag in ('CREATE TABLE') execute function easyflow.wall_in_new_tables()`,
    'it watches another event': `drop event trigger easyflow_refuse_data_plane_ddl; create event trigger easyflow_refuse_data_plane_ddl
      on ddl_command_end execute function easyflow.refuse_data_plane_ddl()`,
    'it calls another function': `create function public.nothing() returns event_trigger language plpgsql as $$begin end$$;
      drop event trigger easyflow_refuse_data_plane_ddl; create event trigger easyflow_refuse_data_plane_ddl
      on ddl_command_start execute function public.nothing()`,
    'a setting planted for a login': 'alter role easyflow_api set work_mem = 65536',
    'policies off in later sessions of this database': `do $$ begin execute format('alter database %I set row_security = off', current_database()); end $$`,
    'libraries from elsewhere in later sessions of this database': `do $$ begin execute format('alter database %I set dynamic_library_path = ''/tmp''', current_database()); end $$`,
    'bound values to the log in later sessions of this database': `do $$ begin execute format('alter database %I set log_min_duration_sample = 0', current_database()); end $$`,
    'triggers off in later sessions of everybody': 'alter role all set session_replication_role = replica',
    'foreign keys of a tenant are not checked': 'alter table tenant_lintedone.orders disable trigger all',
    'a foreign key is gone': 'alter table tenant_lintedone.orders drop constraint orders_customer',
    'the check of the tenant is gone': `alter table ${TABLE} drop constraint customers_tenant`,
    'the check of the tenant lets another in': `alter table ${TABLE} drop constraint customers_tenant,
      add constraint customers_tenant check (tenant_id in ('lintedone', 'lintedtwo'))`,
    'the check of the tenant is not enforced': `alter table ${TABLE} drop constraint customers_tenant,
      add constraint customers_tenant check (tenant_id = 'lintedone') not enforced`,
    "a tenant's role begins elsewhere": 'alter role tenant_lintedone_caller set search_path = public',
  },
  beyondRepair: {
    'bound values are logged': `set local log_parameter_max_length = -1; set local log_statement = 'all'`,
    'a key of the identities that anybody can guess': `update easyflow.identity_mac_key set inner_pad = decode(repeat('36', 64), 'hex'), outer_pad = decode(repeat('5c', 64), 'hex')`,
    'no key of the identities': 'delete from easyflow.identity_mac_key',
    'a view in the place of the keys of the issuer':
      'alter table easyflow.issuer_keys rename to kept; create view easyflow.issuer_keys as select * from easyflow.kept',
    'policies on the keys of the issuer':
      'alter table easyflow.issuer_keys enable row level security, force row level security; create policy anybody on easyflow.issuer_keys using (true)',
    'what is remembered of a tenant outlives it':
      'alter table easyflow.remembered_tokens drop constraint remembered_tokens_tenant',
    'keys of any size': 'alter table easyflow.issuer_keys drop constraint issuer_keys_modulus_fills_its_size',
  },
  quiet: {
    'bound values could be logged, and no statement is': 'set local log_parameter_max_length = -1',
    'it always fires': 'alter event trigger easyflow_refuse_data_plane_ddl enable always',
    'it watches every command': `drop event trigger easyflow_wall_in_new_tables; create event trigger easyflow_wall_in_new_tables
      on ddl_command_end execute function easyflow.wall_in_new_tables()`,
    'an event trigger of somebody else': `create function public.nothing() returns event_trigger language plpgsql as $$begin end$$;
      create event trigger other on ddl_command_end execute function public.nothing()`,
    'a check more': `alter table ${TABLE} add constraint more check (customer_id > 0)`,
    'a setting that decides nothing':
      'create role chaos_report; alter role chaos_report set work_mem = 65536',
  },
}
