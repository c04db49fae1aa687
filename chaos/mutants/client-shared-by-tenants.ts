import type { Identity } from '../../system/contracts/token.ts'
import type { Mutant } from '../mutation/mutant.ts'

let first: Identity | undefined

export const mutant: Mutant = {
  name: 'client-shared-by-tenants',
  title: 'the api speaks to the database for every tenant as the one that came first',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        submit: (identity, submission) => {
          first ??= identity
          return parts.store.submit(first, submission)
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-misplaced',
  says: /^misplaced: .*'s row .* (was asked for by|carries the canary of) /,
}
