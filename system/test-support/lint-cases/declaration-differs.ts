import type { LintCases } from './lint-cases.ts'

export const declarationDiffers: LintCases = {
  lint: 'declaration_differs',
  loud: {},
  beyondRepair: {
    'a privilege that looks declared': `insert into easyflow_audit.declared_privileges values ('table', 'tenant_{{tenant}}.customers', 'DELETE', 'tenant_{{tenant}}_caller')`,
    'a privilege that no longer does': `delete from easyflow_audit.declared_privileges where ctid in (select ctid from easyflow_audit.declared_privileges limit 1)`,
    'a function that forgets to verify, declared so': `update easyflow_audit.declared_functions set source = replace(source, 'easyflow.verify', 'easyflow.trust')`,
    'a column that may be null': `update easyflow_audit.declared_columns set definition = replace(definition, ' not null', '')`,
    'no constraint at all': 'truncate easyflow_audit.declared_constraints',
    'nobody knows what it was': 'delete from easyflow_audit.installed_declarations',
  },
  quiet: {
    'written again as it was': 'update easyflow_audit.declared_columns set name = name',
  },
}
