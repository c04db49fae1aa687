import type { Mutant } from '../mutation/mutant.ts'

export const mutant: Mutant = {
  name: 'idempotency-key-ignored',
  title: 'the api starts a second execution for the same Idempotency-Key',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        submit: (identity, submission) =>
          parts.store.submit(identity, { ...submission, idempotencyKey: null, requestHash: null }),
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-duplicate-effects',
  says: /^duplicate: .* was sent twice with one key and is there 2 times/,
}
