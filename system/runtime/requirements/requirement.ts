/** What is looked for on which occasion. */
export type RequirementGroup =
  /** To install the packages and to run anything at all. */
  | 'tools'
  /** What the installation leaves behind. */
  | 'packages'
  /** To run Postgres, Kafka and our own parts. */
  | 'system'
  /** Worth knowing, never in the way. */
  | 'extra'

/** Where and as whom something is to run. */
export interface Situation {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly checkout: string
  /** `undefined` when it cannot be told; `stateFault` says why. */
  readonly stateRoot: string | undefined
  readonly stateFault: string | undefined
  /** `undefined` where there are no such numbers. */
  readonly uid: number | undefined
  /** Version of the Node that looks, with its leading v. */
  readonly nodeVersion: string
}

/** `warning`: it will run, or may; something about it is worth knowing. `missing`: it will not. */
export type FindingState = 'ok' | 'warning' | 'missing'

export interface Finding {
  readonly state: FindingState
  /** One line: what is there. */
  readonly found: string
  /** One line: what to do. Always there when the state is `missing`. */
  readonly remedy?: string
}

export interface Requirement {
  /** Two or three words, as in the table. */
  readonly name: string
  readonly group: RequirementGroup
  /** Looks without changing anything that stays. Never takes longer than a second, mostly a millisecond. */
  readonly look: (situation: Situation) => Promise<Finding>
}

export interface NamedFinding extends Finding {
  readonly name: string
}
