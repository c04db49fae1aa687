import type { ProofContext } from './proofs/proof-context.ts'

/** What a scenario says of itself: words, and which proof of `chaos/proofs` bears them out. */
export interface ScenarioDeclaration {
  /** The situation, kebab-case; also the folder's name. */
  readonly name: string
  /** As the interviewer asks it. */
  readonly question: string
  /** What the run has to bear out. */
  readonly claim: string
  readonly failureClass: 'throughput' | 'security' | 'economic'
  /** Defences that can be taken away (`--without`), to see the verdict turn: name and what is removed. */
  readonly defences: Readonly<Record<string, string>>
  readonly prove: (context: ProofContext) => Promise<void>
}
