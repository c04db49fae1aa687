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
  /** The scenario that proves the reply, where there is one. */
  readonly proof?: string
}

/** How long a spoken answer should be. */
export interface Target {
  readonly seconds: number
  readonly wordsMin: number
  readonly wordsMax: number
}

/** One drill: a question, what a good answer says, and the scenario that proves it. */
export interface Card {
  /** Of a hostile question: the scenario's name as well. */
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
  /** The scenario that proves the answer, or `null` while there is none. */
  readonly proof: string | null
}
