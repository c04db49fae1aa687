import type { MeasurementReport } from './measurement.ts'
import type { Verdict } from './verdict.ts'

/** The layer that said no, or none. */
export type Layer = 'api' | 'broker' | 'worker' | 'database' | 'none'

export interface AttackReport {
  /** What was tried, by whom, on whose: "acme reads globex's executions through a forged header". */
  readonly attack: string
  readonly refusedBy: Layer
  /** With what: "SQLSTATE 28000", "Kafka error 29", "HTTP 503". */
  readonly answer: string
  /** Whether it went as the claim says. */
  readonly asClaimed: boolean
  readonly elapsedMs: number
}

export interface ControlReport {
  readonly kind: 'positive' | 'negative'
  /** positive: the owner can do it. negative: with the named walls removed, the attack succeeds. */
  readonly description: string
  readonly outcome: string
  readonly asExpected: boolean
}

/** What the audit said of one fault. */
export interface FindingReport {
  readonly fault: string
  /** In the audit's words: lint and objects, or that nothing was named. */
  readonly named: string
  /** From the fault in place to the audit's line; undefined: it was not named. */
  readonly afterMs: number | undefined
  readonly asClaimed: boolean
}

/** Everything one proof has to show. `practice/` prints it; nothing here is judged twice. */
export interface ProofReport {
  readonly scenario: string
  readonly question: string
  readonly claim: string
  readonly faults: readonly { readonly fault: string; readonly evidence: string }[]
  readonly attacks: readonly AttackReport[]
  readonly controls: readonly ControlReport[]
  /** What the audit named. Empty for proofs that are not about it. */
  readonly findings: readonly FindingReport[]
  /** Traffic of the victim before, during and after: what was accepted, what came out. */
  readonly traffic: readonly {
    readonly tenant: string
    readonly accepted: number
    readonly complete: number
    readonly refused: number
  }[]
  /** What was measured, with the bounds that it had to keep. Empty for most. */
  readonly measurements: readonly MeasurementReport[]
  readonly verdict: Verdict
  readonly elapsedMs: number
  /** Where everything about the run is kept. Absent: nothing was. */
  readonly directory?: string
}

/** One line of progress while a proof runs, for the screen. */
export type ProofProgress = (line: string) => void
