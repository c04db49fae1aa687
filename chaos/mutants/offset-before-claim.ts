import type { Mutant } from '../mutation/mutant.ts'

/** So long that no row is ever left to the sweeper: a hint is all that there is. */
const NEVER_MS = 86_400_000
let hints = 0

export const mutant: Mutant = {
  name: 'offset-before-claim',
  title:
    'the worker commits the offset of a hint first, and forgets every fourth of balanced before it has claimed',
  lie: {
    in: 'worker',
    replace: {
      dependencies: (parts) => ({
        ...parts,
        store: {
          ...parts.store,
          claimDue: (tenant, options) => parts.store.claimDue(tenant, { ...options, graceMs: NEVER_MS }),
        },
        startConsumer: (options) =>
          parts.startConsumer({
            ...options,
            onHint: (hint, meta) => {
              if (hint.mode === 'balanced') hints += 1
              return hint.mode === 'balanced' && hints % 4 === 0
                ? Promise.resolve()
                : options.onHint(hint, meta)
            },
          }),
      }),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-stuck',
  says: /^stuck: .* was accepted and is QUEUED/,
}
