import { TABLE, type LintCases } from './lint-cases.ts'

export const roleBypassesWalls: LintCases = {
  lint: 'role_bypasses_walls',
  loud: {
    'a login is superuser': 'alter role easyflow_api superuser',
    'a login bypasses policies': 'alter role easyflow_worker bypassrls',
    'a login makes roles': 'alter role easyflow_api createrole',
    'a login makes databases': 'alter role easyflow_api createdb',
    'a login replicates': 'alter role easyflow_api replication',
    "a tenant's role bypasses policies": 'alter role tenant_lintedone_caller bypassrls',
    "a tenant's role can log in": 'alter role tenant_lintedone_worker login',
    'the owner can log in': 'alter role easyflow_owner login',
    'the owner bypasses policies': 'alter role easyflow_owner bypassrls',
    'a login owns a table of a tenant': `alter table ${TABLE} owner to easyflow_api`,
    "another tenant's role owns it": `alter table ${TABLE} owner to tenant_lintedtwo_caller`,
    "the tenant's own role owns it": `alter table ${TABLE} owner to tenant_lintedone_caller`,
    'a stranger owns it': `create role chaos_report; alter table ${TABLE} owner to chaos_report`,
    'a login owns the schema': 'alter schema tenant_lintedone owner to easyflow_api',
    'a stranger owns the schema':
      'create role chaos_report; alter schema tenant_lintedone_api owner to chaos_report',
    'a stranger owns the keys of the issuer':
      'create role chaos_report; alter table easyflow.issuer_keys owner to chaos_report',
    'a stranger owns the key of the identities':
      'create role chaos_report; alter table easyflow.identity_mac_key owner to chaos_report',
    'a stranger owns what is allowed':
      'create role chaos_report; alter table easyflow.audit_exemptions owner to chaos_report',
    'a stranger owns a table that numbers its rows':
      'create role chaos_report; alter table easyflow.key_changes owner to chaos_report',
    'a stranger owns the shared schema':
      'create role chaos_report; alter schema easyflow owner to chaos_report',
    'a stranger owns the schema of the audit':
      'create role chaos_report; alter schema easyflow_audit owner to chaos_report',
    'a stranger owns the schema of the migrations':
      'create role chaos_report; alter schema easyflow_migration owner to chaos_report',
    'a login owns a function of a tenant':
      'alter function tenant_lintedone_api.get_execution owner to easyflow_api',
    "another tenant's role owns it, a function":
      'alter function tenant_lintedone_api.get_execution owner to tenant_lintedtwo_caller',
    'a login owns a table of nobody':
      'create table public.own (x int); alter table public.own owner to easyflow_worker',
    'a login owns a view': `create view tenant_lintedone.v as select 1 as one; alter view tenant_lintedone.v owner to easyflow_api`,
    'a login owns a type': `create type public.colour as enum ('red'); alter type public.colour owner to easyflow_api`,
  },
  quiet: {
    'a stranger is superuser': 'create role chaos_super superuser login',
    'a login may open fewer connections': 'alter role easyflow_api connection limit 50',
    'a table that a superuser made by hand': 'create table tenant_lintedone.later (tenant_id text not null)',
    'a login can no longer log in': 'alter role easyflow_api nologin',
  },
}
