import type { Identity } from '../../system/contracts/token.ts'
import type { Mutant } from '../mutation/mutant.ts'

const known = new Map<string, Identity>()

export const mutant: Mutant = {
  name: 'message-on-other-topic',
  title: "the api publishes a hint on another tenant's topic, with that tenant's token",
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      publisher: {
        ...parts.publisher,
        publish: (identity, hint, options) => {
          known.set(identity.claims.tenant, identity)
          const other = [...known.values()].find(({ claims }) => claims.tenant !== identity.claims.tenant)
          return parts.publisher.publish(other ?? identity, hint, options)
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-misplaced',
  says: /^misplaced: the message at offset \d+ of \w+'s topic, partition 0, names /,
}
