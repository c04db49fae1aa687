/** A thing the answer must say. It counts as said when one of the patterns is found in the answer. */
export interface KeyPoint {
  readonly point: string
  readonly patterns: readonly RegExp[]
}

/** One push of the interviewer after the answer, and what a good reply to it says. */
export interface Rung {
  readonly challenge: string
  readonly reply: string
}

/** The last push: a second fault on top of the first. */
export interface LastRung extends Rung {
  /** The scenarios that prove the reply, where there are any. */
  readonly proofs?: readonly string[]
}

/** How long a spoken answer should be. */
export interface Target {
  readonly seconds: number
  readonly wordsMin: number
  readonly wordsMax: number
}

/** One drill: a question, what a good answer says, and the scenario that proves it. */
export interface Card {
  /** What `--only` names it by. */
  readonly id: string
  /** Who asks, as it reads after "asked by". */
  readonly askedBy: string
  readonly question: string
  readonly target: Target
  /** Paragraphs parted by an empty line. ASCII. */
  readonly modelAnswer: string
  readonly keyPoints: readonly KeyPoint[]
  /** "Prove it", "that is not what I asked", and a second fault on top of the first. */
  readonly pushback: readonly [Rung, Rung, LastRung]
  /** The scenarios that prove the answer, one after the other. None: its proof comes next. */
  readonly proofs: readonly string[]
}
