import type { Mutant } from '../mutation/mutant.ts'

/** After the tenth claim of globex it has to wait so long: clearly longer than the 5 s that are allowed. */
const AFTER_CLAIMS = 10
const WAIT_MS = 8000
let claims = 0
let since: number | undefined

function isLeftAlone(tenant: string): boolean {
  if (tenant !== 'globex' || claims < AFTER_CLAIMS) return false
  since ??= Date.now()
  return Date.now() - since < WAIT_MS
}

export const mutant: Mutant = {
  name: 'tenant-starved',
  title: 'the worker leaves globex alone for 8 s while it serves acme',
  lie: {
    in: 'worker',
    replace: {
      dependencies: (parts) => ({
        ...parts,
        store: {
          ...parts.store,
          claim: (tenant, ...rest) => {
            if (isLeftAlone(tenant)) return Promise.resolve(null)
            if (tenant === 'globex') claims += 1
            return parts.store.claim(tenant, ...rest)
          },
          claimDue: (tenant, options) =>
            isLeftAlone(tenant)
              ? Promise.resolve({ claims: [], rejected: 0 })
              : parts.store.claimDue(tenant, options),
        },
      }),
    },
  },
  scenario: 'plain-traffic',
  caughtBy: 'no-tenant-starved',
  says: /^starved: globex waited \d+ ms /,
}
