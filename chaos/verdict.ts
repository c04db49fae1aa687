/** What shows that an invariant was broken: the operation, row or offset, in words. */
export interface Witness {
  readonly explanation: string
}

export type Verdict =
  | {
      readonly outcome: 'holds'
      readonly examined: number
      /** What was counted on the way and is allowed. */
      readonly note?: string
    }
  | { readonly outcome: 'unknown'; readonly reason: string }
  | {
      readonly outcome: 'violated'
      readonly examined: number
      readonly witnesses: readonly [Witness, ...Witness[]]
    }

export type Outcome = Verdict['outcome']

/** Worst last: one proven violation outranks any number of checks that could not tell. */
const severity = { holds: 0, unknown: 1, violated: 2 } as const satisfies Record<Outcome, number>

/** The outcome of several checks together. No checks at all is `unknown`: nothing was examined. */
export function worstOutcome(verdicts: readonly Verdict[]): Outcome {
  if (verdicts.length === 0) return 'unknown'
  return verdicts
    .map((verdict) => verdict.outcome)
    .reduce((worst, outcome) => (severity[outcome] > severity[worst] ? outcome : worst))
}
