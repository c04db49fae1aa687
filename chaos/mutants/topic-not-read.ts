import type { Mutant } from '../mutation/mutant.ts'

let hints = 0

export const mutant: Mutant = {
  name: 'topic-not-read',
  title: "the worker stops reading globex's topic and relies on its sweeper",
  lie: {
    in: 'worker',
    replace: {
      dependencies: (parts) => ({
        ...parts,
        startConsumer: (options) =>
          parts.startConsumer({
            ...options,
            onHint: (hint, meta) => {
              if (options.tenant === 'globex') hints += 1
              // Never taken over, so never committed; the rows are found all the same.
              return hints > 5 && options.tenant === 'globex'
                ? new Promise(() => undefined)
                : options.onHint(hint, meta)
            },
          }),
      }),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'deliveries-settled',
  says: /^not settled: the group of globex has read to offset \d+ of \d+/,
}
