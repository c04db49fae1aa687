/**
 * Where an attacker of acme's stands. api, worker: he sends any SQL over that login's own connection and has a genuine
 * token of acme's caller. acme: he sends any SQL from within one of acme's own functions, after its token was verified.
 */
export type Position = 'api' | 'worker' | 'acme'

/** Something the attacker sends. Globex's canary in any byte that comes back is a leak, whatever is said here. */
export interface IsolationAttack {
  readonly on: readonly Position[]
  /** One after the other on one connection; the first that is refused ends it. */
  readonly statements: readonly string[]
  /**
   * What else is a leak. rows: the last statement gave or changed rows. runs: it was accepted. differs: the last two
   * get different answers, for what is there and for what is not.
   */
  readonly leaksIf?: 'rows' | 'runs' | 'differs'
  /** Globex's own caller is served on this connection first, as by a pool. */
  readonly afterVictim?: boolean
}

/**
 * A misconfiguration of the database, made on purpose, and how it would be used. In all texts `{{token}}` is a
 * genuine token of acme's caller and `{{database}}` the name of the database.
 */
export interface IsolationFault {
  /** As in the list of what was measured; ours begin with X. */
  readonly id: string
  readonly title: string
  /** S: one shared table and login; T: a schema and a role per tenant. Where it leaked in the list. */
  readonly design: 'S' | 'T' | 'S+T'
  readonly source: 'listed' | 'ours'
  /** Run by a superuser, each in a transaction of its own. None: the attacker needs nobody's mistake. */
  readonly inject: readonly string[]
  readonly heal: readonly string[]
  readonly attacks: readonly IsolationAttack[]
  /**
   * quiet: no hole, and the audit must not name it. drift: no hole by itself, but not what was declared, so it may be
   * named, and not as a leak.
   */
  readonly control?: 'quiet' | 'drift'
  /** Leaks, and docs/limits.md says so. */
  readonly isListedLimit?: boolean
  /** How it differs from the list's own statement, where it has to. */
  readonly note?: string
}

/** The table that holds the canary. */
export const TABLE = 'tenant_globex.customers'
export const BOTH: readonly Position[] = ['api', 'worker']
/** Reads the canary. */
export const READ = `select note from ${TABLE}`

/** Any SQL on both logins. */
export const onLogins = (...statements: readonly string[]): IsolationAttack => ({ on: BOTH, statements })
