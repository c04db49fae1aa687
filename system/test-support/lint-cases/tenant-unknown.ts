import type { LintCases } from './lint-cases.ts'

export const tenantUnknown: LintCases = {
  lint: 'tenant_unknown',
  loud: {
    'a schema of no tenant': 'create schema tenant_nobody',
    'functions of no tenant': 'create schema tenant_nobody_api',
    'a name that is folded into a tenant’s': 'create schema "tenant_LintedOne"',
    'a name with a space in front': 'create schema " tenant_lintedone"',
    'a name that looks like it, in other letters': 'create schema "tenant_lıntedone"',
    'a tenant is no longer registered': `delete from easyflow.tenants where tenant_id = 'lintedone'`,
    'a role that is folded into a tenant’s': 'create role "tenant_LintedOne_caller"',
    'a role that begins like a tenant’s': 'create role "tenant_lintedone_caller "',
  },
  quiet: {
    'a schema of somebody': 'create schema reports',
    'a schema with the word in it': 'create schema my_tenant_reports',
    'a role of another database': 'create role tenant_lintedthree_caller',
  },
}
