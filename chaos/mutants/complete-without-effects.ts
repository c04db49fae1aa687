import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'complete-without-effects',
  title: 'complete_step ends the execution and records nothing',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: { complete_step: (source) => source.replace("if outcome ? 'effect' then", 'if false then') },
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-lost',
  says: /^lost effect: globex's .* is COMPLETE in globex without an effect/,
}
