import type { Mutant } from '../mutation/mutant.ts'

export const mutant: Mutant = {
  name: 'canary-logged',
  title: 'the api writes what a tenant sent into its log, under a name that nobody blots out',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        submit: (identity, submission) => {
          parts.log.info({ note: JSON.stringify(submission.input) }, 'submitted')
          return parts.store.submit(identity, submission)
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'logs-hold-no-secret',
  says: /^logged: a canary .* in stand-in-api-\d+\.log/,
}
