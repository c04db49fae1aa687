import { CALLER_FUNCTIONS } from '../faults/database-asks-nobody.ts'
import type { FaultDeclaration } from '../faults/registry.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'

/** A layer of the matrix, and what removes it from a running system. */
export interface MatrixLayer {
  readonly name: string
  /** In words: what is left of it when it is removed. */
  readonly removed: string
  readonly by: readonly [FaultDeclaration, ...FaultDeclaration[]]
}

/**
 * The layers between acme and what is globex's, from the caller inwards. The broker's own check of a token is
 * not among them: it cannot be taken out of a running broker.
 */
export const matrixLayers: readonly [MatrixLayer, ...MatrixLayer[]] = [
  {
    name: 'api',
    removed: 'the api decodes tokens without verifying them, and takes the tenant from a header',
    by: [{ fault: 'replace-api', by: 'api-believes-everything' }],
  },
  {
    name: 'broker-acl',
    removed: "the broker's access list lets acme write to globex's topic",
    by: [{ fault: 'widen-acl', of: ACME, victim: GLOBEX }],
  },
  {
    name: 'token-check',
    removed: "globex's functions in the database no longer check a token",
    by: [{ fault: 'forget-to-verify', tenant: GLOBEX, functions: CALLER_FUNCTIONS }],
  },
  {
    name: 'schema-wall',
    removed: "the api's login may look into globex's schema",
    by: [{ fault: 'open-schema-to-api', tenant: GLOBEX }],
  },
  {
    name: 'row-security',
    removed: "row level security is off on globex's tables",
    by: [{ fault: 'disable-row-security', tenant: GLOBEX }],
  },
]
