import type { ProofProgress, ProofReport } from '../chaos/proof-report.ts'
import type { EasyFlowError } from '../system/contracts/easyflow-error.ts'
import type { Progress } from '../system/contracts/progress.ts'
import type { RunningSystem } from '../system/contracts/running-system.ts'

/** What the system says while it starts, and of parts that die and come back afterwards. */
export type StartEvent = Progress

export interface StartOptions {
  readonly instance: string
  readonly ephemeral: boolean
  readonly onProgress: (event: StartEvent) => void
  readonly signal?: AbortSignal
  /** Told once all has been ended because a part could not be brought back. */
  readonly onEnded?: (reason: EasyFlowError) => void
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
  /** Looks at what a start would be told. @throws {EasyFlowError} when it would be refused, or proofs could break servers of somebody else. */
  checkSettings?(environment: Readonly<Record<string, string | undefined>>): Promise<void>
  /** @param inContainers the one of docker-compose.yml instead of the embedded one. */
  loadStartSystem(inContainers: boolean): Promise<StartSystem>
  loadProofs(): Promise<Proofs>
}
