import type { Identity } from '../../system/contracts/token.ts'
import type { Mutant } from '../mutation/mutant.ts'

/** Not sooner, or the run does not begin: the steady state and the first operations of two tenants come before. */
const FROM_HINT = 12
/** Not for good, or its end is waited for in vain. */
const UNTIL_HINT = 200
let first: Identity | undefined
let hints = 0

export const mutant: Mutant = {
  name: 'kafka-client-shared-by-tenants',
  title: 'the api speaks to the broker for every tenant over the connection of the one that came first',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      publisher: {
        ...parts.publisher,
        publish: (identity, hint, options) => {
          first ??= identity
          hints += 1
          const isLie = hints > FROM_HINT && hints <= UNTIL_HINT
          const { tenant } = identity.claims
          const other = { ...first, claims: { ...first.claims, tenant } }
          return parts.publisher.publish(isLie ? other : identity, hint, options)
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'attacks-refused',
  says: /(acme|globex) starts an execution of its own: .* \(refused by broker\)/,
}
