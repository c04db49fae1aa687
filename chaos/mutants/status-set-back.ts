import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'status-set-back',
  title: 'an owner who looks again is told at times that its execution is queued once more',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: {
      get_execution: (source) =>
        source.replace(
          'select tenant_globex.execution_document(e) from',
          `select tenant_globex.execution_document(e) ||
             case when e.status = 'COMPLETE' and random() < 0.5 then '{"status": "QUEUED"}'::jsonb else '{}'::jsonb end from`,
        ),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-status-regression',
  says: /^status went back: globex's .* was COMPLETE .* then QUEUED/,
}
