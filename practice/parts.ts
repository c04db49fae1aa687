import type { ProofProgress, ProofReport } from '../chaos/proof-report.ts'
import type { RunningSystem } from '../system/contracts/running-system.ts'
import type { PartName } from '../system/contracts/system-status.ts'

/** What the system says while it starts. */
export interface StartEvent {
  readonly part: PartName | 'system'
  readonly state: string
  readonly elapsedMs: number
  readonly detail?: string
}

export interface StartOptions {
  readonly instance: string
  readonly ephemeral: boolean
  readonly onProgress: (event: StartEvent) => void
  readonly signal?: AbortSignal
}

export type StartSystem = (options: StartOptions) => Promise<RunningSystem>

export interface ProofContext {
  readonly system: RunningSystem
  readonly seed: number
  /** Defences to leave out, to see the proof red. */
  readonly without: readonly string[]
  readonly onProgress: ProofProgress
  readonly signal: AbortSignal
}

export interface Proofs {
  readonly runProof: (scenario: string, context: ProofContext) => Promise<ProofReport>
  readonly proofNames: readonly string[]
  /** What `--without` may name, with what is taken away. */
  readonly defences: Readonly<Record<string, string>>
}

/** The heavy parts, loaded only when they are needed: the first question does not wait for them. */
export interface Parts {
  loadStartSystem(): Promise<StartSystem>
  loadProofs(): Promise<Proofs>
}
