import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

export const mutant: Mutant = {
  name: 'lease-ignored',
  title: 'claim takes over what another worker holds',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    rewrites: {
      claim: (source) => source.replace('and e.lease_until <= moment and e.leases_lost', 'and e.leases_lost'),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'attacks-refused',
  says: /let through: a claim of what another holds/,
}
