import type { Mutant } from '../mutation/mutant.ts'

export const mutant: Mutant = {
  name: 'sweeper-off',
  title: 'the worker runs what hints name and looks for nothing by itself',
  lie: {
    in: 'worker',
    replace: {
      dependencies: (parts) => ({
        ...parts,
        store: { ...parts.store, claimDue: () => Promise.resolve({ claims: [], rejected: 0 }) },
      }),
    },
  },
  scenario: 'lost-hints',
  caughtBy: 'nothing-stuck',
  says: /^stuck: .* was accepted and is QUEUED .*attempt 0/,
}
