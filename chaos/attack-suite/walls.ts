import { CALLER_FUNCTIONS } from '../faults/database-asks-nobody.ts'
import type { FaultDeclaration } from '../faults/registry.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'

/** Every function that a worker's token opens. */
const WORKER_FUNCTIONS = [
  'analytics',
  'claim',
  'claim_due',
  'complete_step',
  'fail_execution',
  'give_back',
  'renew_lease',
  'retry_later',
]

interface Wall {
  /** In words: what is left of it when it is removed. */
  readonly removed: string
  readonly by: readonly FaultDeclaration[]
}

/** What attacks rely on being there, and what removes each from a running system. One api at a time stands in. */
export const walls = {
  'api-strictness': {
    removed: 'the api takes the tenant from wherever a request names one, and reads HTTP leniently',
    by: [
      {
        fault: 'replace-api',
        by: 'api-believes-anything-anywhere',
        settings: { NODE_OPTIONS: '--insecure-http-parser' },
      },
    ],
  },
  'http-parser': {
    removed:
      'before an api that believes everything stands a proxy that takes every line for a request that looks like one',
    by: [{ fault: 'replace-api', by: 'api-behind-lenient-reader' }],
  },
  'api-cache-by-tenant': {
    removed: 'the api keeps what it has read by what was asked, whoever asked',
    by: [{ fault: 'replace-api', by: 'api-caches-without-tenant' }],
  },
  'rate-limit': {
    removed: "the api counts nobody's requests",
    by: [{ fault: 'replace-api', by: 'api-without-rate-limit' }],
  },
  'broker-acl': {
    removed: "the broker's access list lets acme do everything with everything",
    by: [{ fault: 'allow-everything', to: ACME }],
  },
  'broker-token-check': {
    removed: 'the broker takes tokens that nobody signed',
    by: [{ fault: 'accept-unsigned-tokens' }],
  },
  'broker-claims': {
    removed: 'the broker asks for no issuer, takes another audience, and forgives clocks',
    by: [{ fault: 'loosen-broker' }],
  },
  'super-user-names': {
    removed: "the attacker knows what the broker's super users are called",
    by: [],
  },
  'key-set': {
    removed: "the attacker's key is in the issuer's key set",
    by: [{ fault: 'publish-foreign-key' }],
  },
  'token-check': {
    removed: "globex's functions in the database no longer check a token",
    by: [{ fault: 'forget-to-verify', tenant: GLOBEX, functions: CALLER_FUNCTIONS }],
  },
  'worker-token-check': {
    removed: "globex's functions for workers no longer check a token",
    by: [{ fault: 'forget-to-verify', tenant: GLOBEX, functions: WORKER_FUNCTIONS }],
  },
  'worker-fence': {
    removed: 'what a worker of acme writes is asked neither for its attempt nor for its lease',
    by: [{ fault: 'forget-fence', tenant: ACME }],
  },
  'claim-guard': {
    removed: "acme's claim takes an execution of any status, whoever holds it",
    by: [{ fault: 'forget-status', tenant: ACME }],
  },
  'worker-scope': {
    removed: "the worker looks for what a message names with every tenant's token",
    by: [{ fault: 'replace-worker', by: 'worker-trusts-message', tenants: [ACME, GLOBEX] }],
  },
  'victim-claim-guard': {
    removed: "globex's claim takes an execution of any status, whoever holds it",
    by: [{ fault: 'forget-status', tenant: GLOBEX }],
  },
  'poison-tolerance': {
    removed: 'a message that the worker can make nothing of stops it',
    by: [{ fault: 'replace-worker', by: 'worker-chokes-on-poison', tenants: [ACME, GLOBEX] }],
  },
  'tenant-status': {
    removed: 'a tenant that is not whole counts as active',
    by: [],
  },
  'removed-tenants': {
    removed: 'the database has forgotten which tenants were removed',
    by: [],
  },
  'own-worker-token-check': {
    removed:
      "acme's functions for workers no longer check a token, and row level security is off on its tables",
    by: [
      { fault: 'forget-to-verify', tenant: ACME, functions: WORKER_FUNCTIONS },
      { fault: 'disable-row-security', tenant: ACME },
    ],
  },
  'schema-wall': {
    removed: "the api's login may look into globex's schema",
    by: [{ fault: 'open-schema-to-api', tenant: GLOBEX }],
  },
  'row-security': {
    removed: "row level security is off on globex's tables",
    by: [{ fault: 'disable-row-security', tenant: GLOBEX }],
  },
  'login-privileges': {
    removed: 'the logins of api and worker are superusers, and the guard over their DDL is off',
    by: [{ fault: 'raise-logins' }],
  },
} as const satisfies Readonly<Record<string, Wall>>

export type WallName = keyof typeof walls

/** Everything in the api and the database that keeps a caller's request away from another tenant's rows. */
export const LAX_REQUEST_WALLS = [
  'api-strictness',
  'token-check',
  'row-security',
] as const satisfies readonly WallName[]
/** The same for a request that starts something: its message has to be let in as well. */
export const WRITE_WALLS = [...LAX_REQUEST_WALLS, 'broker-acl'] as const satisfies readonly WallName[]
/** What asks for a token in the database. */
export const FUNCTION_WALLS = ['token-check', 'row-security'] as const satisfies readonly WallName[]

/** What removes these walls, in their order. */
export function faultsOf(removed: readonly WallName[]): readonly FaultDeclaration[] {
  const all: Readonly<Record<WallName, Wall>> = walls
  return removed.flatMap((wall) => all[wall].by)
}

/** Sets of walls, each once, with what relies on it. In the order of their names, so that a run can be told again. */
export function groupByWalls<Relying extends { readonly removes: readonly WallName[] }>(
  all: readonly Relying[],
): readonly { readonly removed: readonly WallName[]; readonly attacks: readonly Relying[] }[] {
  const groups = new Map<string, { removed: readonly WallName[]; attacks: Relying[] }>()
  for (const one of all) {
    const removed = [...one.removes].sort()
    if (removed.length === 0) continue
    const key = removed.join('+')
    const group = groups.get(key) ?? { removed, attacks: [] }
    group.attacks.push(one)
    groups.set(key, group)
  }
  return [...groups].toSorted(([one], [other]) => one.localeCompare(other)).map(([, group]) => group)
}
