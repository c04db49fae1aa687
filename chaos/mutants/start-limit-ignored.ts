import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'start-limit-ignored',
  title: 'claim starts realtime executions after their start_by',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: { claim: (source) => source.replace('execution.start_by <= moment', 'false') },
  },
  scenario: 'plain-traffic',
  caughtBy: 'started-in-time',
  says: /^started late: globex's /,
}
