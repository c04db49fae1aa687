import type { Mutant } from '../mutation/mutant.ts'

let last: unknown
let submissions = 0

export const mutant: Mutant = {
  name: 'acknowledged-before-commit',
  title: 'the api answers 202 for every fourth execution, and its row is never committed',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        submit: async (identity, submission) => {
          submissions += 1
          const known = last as Awaited<ReturnType<typeof parts.store.submit>> | undefined
          if (submissions % 4 === 0 && known !== undefined && known.execution !== null) {
            const { executionId, mode, input } = submission
            return { outcome: 'created', execution: { ...known.execution, executionId, mode, input } }
          }
          last = await parts.store.submit(identity, submission)
          return last as Awaited<ReturnType<typeof parts.store.submit>>
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-lost',
  says: /^lost: .* was accepted and is not there/,
}
