import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Mutant } from '../mutation/mutant.ts'

let submissions = 0

export const mutant: Mutant = {
  name: 'execution-nobody-asked-for',
  title: 'the api starts one more execution beside every fifth, under another marker',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        submit: async (identity, submission) => {
          submissions += 1
          if (submissions % 5 === 0) {
            const input = z.looseObject({ marker: z.string() }).parse(submission.input)
            await parts.store.submit(identity, {
              ...submission,
              executionId: randomUUID(),
              input: { ...input, marker: `${input.marker}-again` },
              idempotencyKey: null,
              requestHash: null,
            })
          }
          return parts.store.submit(identity, submission)
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-phantoms',
  says: /^phantom: nobody asked for .*-again\)/,
}
