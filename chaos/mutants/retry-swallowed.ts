import type { Mutant } from '../mutation/mutant.ts'

const failed = new Set<string>()

export const mutant: Mutant = {
  name: 'retry-swallowed',
  title: 'a step that fails once is to be tried again, and the worker forgets to say so',
  lie: {
    in: 'worker',
    // Longer than anybody waits here: otherwise the end of the lease would do what the retry should.
    settings: { EASYFLOW_WORKER_LEASE_MS: '60000' },
    replace: {
      dependencies: (parts) => ({
        ...parts,
        steps: {
          ...parts.steps,
          record: (step, context) => {
            const input = JSON.stringify(context.input)
            // Every tenth operation, by its number in the marker.
            if (!/"marker":"[^"]*-\d*5"/.test(input) || failed.has(input))
              return parts.steps.record(step, context)
            failed.add(input)
            return Promise.reject(new Error('It failed, once'))
          },
        },
        store: { ...parts.store, retryLater: () => Promise.resolve(true) },
      }),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-stuck',
  says: /^stuck: .* was accepted and is RUNNING .*attempt 1/,
}
