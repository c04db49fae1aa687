import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'completion-not-fenced',
  title: 'complete_step accepts any attempt, with or without its lease',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: {
      complete_step: (source) =>
        source.replace('and e.attempt = complete_step.attempt and e.lease_until > moment', ''),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'effects-fenced',
  says: /^not fenced: .* by attempt 1, which attempt 2 had replaced/,
}
