/** What a scenario says of itself. Words only: the proof that goes with it is in `chaos/proofs`. */
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
}
