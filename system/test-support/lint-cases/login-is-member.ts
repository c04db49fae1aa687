import type { LintCases } from './lint-cases.ts'

export const loginIsMember: LintCases = {
  lint: 'login_is_member',
  loud: {
    "a login in a tenant's role": 'grant tenant_lintedone_caller to easyflow_api',
    'a login in the owner': 'grant easyflow_owner to easyflow_worker',
    'a login in who installs': 'grant easyflow_installer to easyflow_api',
    'a login in a superuser': 'create role chaos_super superuser; grant chaos_super to easyflow_api',
    'a login in the other login': 'grant easyflow_worker to easyflow_api',
    'a login in a predefined role': 'grant pg_read_all_data to easyflow_api',
    'a login in one that reads files': 'grant pg_read_server_files to easyflow_worker',
    'a login in one that signals': 'grant pg_signal_backend to easyflow_api',
    'by a chain of memberships': `create role chaos_a; create role chaos_b; grant chaos_a to chaos_b; grant chaos_b to easyflow_api`,
    'without inheriting and without set, only to administer':
      'create role chaos_a; grant chaos_a to easyflow_api with admin true, inherit false, set false',
    "one tenant's role in another's": 'grant tenant_lintedone_worker to tenant_lintedtwo_worker',
    "a tenant's role in the other of the same tenant":
      'grant tenant_lintedone_worker to tenant_lintedone_caller',
    "a tenant's role in a predefined role": 'grant pg_write_all_data to tenant_lintedone_caller',
    "a stranger in a tenant's role":
      'create role chaos_report login; grant tenant_lintedone_caller to chaos_report',
    'a stranger in a login': 'create role chaos_report login; grant easyflow_api to chaos_report',
    'a stranger whom a predefined role lets read everything, the key of the identities among it':
      'create role chaos_report login; grant pg_read_all_data to chaos_report',
    'a stranger who may run programs of the server':
      'create role chaos_report login; grant pg_execute_server_program to chaos_report',
    'a stranger in the owner': 'create role chaos_report login; grant easyflow_owner to chaos_report',
  },
  quiet: {
    'an operator in who installs':
      'create role chaos_operator login; grant easyflow_installer to chaos_operator',
    'a superuser in whatever':
      'create role chaos_super superuser; grant tenant_lintedone_caller to chaos_super',
    'strangers among themselves':
      'create role chaos_a; create role chaos_b; grant chaos_a to chaos_b; grant pg_monitor to chaos_a',
  },
}
