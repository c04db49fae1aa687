import type { Layer } from '../proof-report.ts'
import type { Bench } from './open-bench.ts'
import type { WallName } from './walls.ts'

/** Where an attack begins: at the token, the request, a step, the broker, the worker, the database, operations. */
export const suiteLayers = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'] as const
export type SuiteLayer = (typeof suiteLayers)[number]

/** Who said no. */
export type Refuser = Layer | 'issuer'

/** What an attack of the suite met. */
export interface SuiteMet {
  /** none: nobody refused. */
  readonly refusedBy: Refuser
  /** With what: "SQLSTATE 28000", "HTTP 401 ERR_TOKEN_INVALID", "Kafka error 29 TOPIC_AUTHORIZATION_FAILED". */
  readonly answer: string
  /** Every byte that came back to the attacker: body, headers, errors. */
  readonly text: string
}

/** One attack of the suite. */
export interface SuiteAttack {
  /** Unique; begins with its layer. */
  readonly id: string
  readonly layer: SuiteLayer
  /** What is tried, in one line. */
  readonly title: string
  /** The answers that count as refused: who gave it and with what, "database: SQLSTATE 28000". */
  readonly allowed: readonly string[]
  /**
   * An answer with which nobody refuses and nothing is reached all the same, and whom to thank: an api that
   * ignores a header answers 200 with what is the caller's own.
   */
  readonly ignored?: { readonly by: Refuser; readonly answer: string }
  /**
   * What it is for. read: to see the victim's canary. write: to change something of the victim's. be accepted:
   * that nobody refuses is all of it.
   */
  readonly aim: 'read' | 'write' | 'be accepted'
  /** What has to be removed for it to succeed: the negative control. Empty: none is known, it is unproven. */
  readonly removes: readonly WallName[]
  /** Why nothing is removed for it: what refuses cannot be taken out of a running system. */
  readonly unprovable?: string
  /** True when a refusal may leave something in the attacker's own rows and topic. Default false. */
  readonly mayTouchOwn?: boolean
  /** What else a refusal may leave something in, by its name in a snapshot: a list of names that only grows. */
  readonly mayTouch?: readonly string[]
  /** Mostly waits, and minds no other one beside it. Default false. */
  readonly isPatient?: boolean
  /** Takes long or breaks a part: not in the sample that CI runs. Default false. */
  readonly isLong?: boolean
  readonly attack: (bench: Bench, signal: AbortSignal) => Promise<SuiteMet>
}
