import type { Mutant } from '../mutation/mutant.ts'

const cache = new Map<string, unknown>()

export const mutant: Mutant = {
  name: 'cache-keyed-without-tenant',
  title: 'the api answers a list from a cache that is keyed by the question, not by the tenant',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      store: {
        ...parts.store,
        listExecutions: async (identity, wishes) => {
          type Page = Awaited<ReturnType<typeof parts.store.listExecutions>>
          const key = JSON.stringify(wishes)
          if (!cache.has(key)) cache.set(key, await parts.store.listExecutions(identity, wishes))
          return cache.get(key) as Page
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-leaked',
  says: /^leaked: acme saw the canary of globex/,
}
