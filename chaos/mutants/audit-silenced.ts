import type { Mutant } from '../mutation/mutant.ts'

export const mutant: Mutant = {
  name: 'audit-silenced',
  title: 'every lint of the audit finds nothing; the audit itself notices, and does not look',
  lie: { in: 'audit' },
  scenario: 'looked-at-walls',
  caughtBy: 'attacks-refused',
  says: /the audit is asked .*: (nothing|it did not look: .*) \(refused by none\)/s,
}
