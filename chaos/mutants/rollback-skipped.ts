import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

const INSERT = `insert into tenant_globex.effects (tenant_id, execution_id, step_index, value)
    values ('globex', wanted, complete_step.step_index, outcome -> 'effect') on conflict do nothing;`

export const mutant: Mutant = {
  name: 'rollback-skipped',
  title: 'complete_step records the effect first, and leaves it there when the attempt is refused',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: {
      complete_step: (source) =>
        source
          .replace(/insert into tenant_globex\.effects[^;]*;/, 'null;')
          .replace(
            '  update tenant_globex.workflow_executions e',
            `${INSERT}\n  update tenant_globex.workflow_executions e`,
          ),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-phantoms',
  says: /^phantom effect: nobody asked for the one of globex's .*-late\)/,
}
