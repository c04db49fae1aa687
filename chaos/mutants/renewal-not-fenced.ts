import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'renewal-not-fenced',
  title: 'renew_lease accepts any attempt',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: { renew_lease: (source) => source.replace('and e.attempt = renew_lease.attempt', '') },
  },
  scenario: 'plain-traffic',
  caughtBy: 'attacks-refused',
  says: /let through: a renewal \(refused by none\)/,
}
