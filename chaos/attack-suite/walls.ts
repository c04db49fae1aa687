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
  'broker-acl': {
    removed: "the broker's access list lets acme do everything with everything",
    by: [{ fault: 'allow-everything', to: ACME }],
  },
  'broker-token-check': {
    removed: 'the broker takes tokens that nobody signed',
    by: [{ fault: 'accept-unsigned-tokens' }],
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
