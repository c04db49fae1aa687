/** What a value counts: a duration in milliseconds, a size in bytes, or things. */
export type Unit = 'ms' | 'bytes' | 'count'

/** One measured value, with how much stands behind it. */
export interface Quantity {
  /** Whose value it is, or under which circumstances: "globex alone". */
  readonly of: string
  readonly value: number
  readonly samples: number
  /** Fewer are no evidence, and make the proof unknown. */
  readonly samplesMin: number
  readonly lowest: number
  readonly highest: number
}

/** What a measurement has to keep. */
export interface Bound {
  /** value: the first quantity itself. ratio: the first quantity divided by the second. */
  readonly on: 'value' | 'ratio'
  readonly kind: 'at most' | 'at least'
  readonly limit: number
}

/** Quantities that belong beside each other, and what is claimed of them. */
export interface Measurement {
  /** What was measured, how, and of what: "p95 from the request to COMPLETE". */
  readonly label: string
  readonly unit: Unit
  readonly quantities: readonly [Quantity, ...Quantity[]]
  /** `undefined`: only shown, nothing is claimed of it. */
  readonly bound: Bound | undefined
  /** Why the figures cannot be relied on, whatever they say. Makes the proof unknown. */
  readonly doubt?: string
}

/** A measurement with what came of its bound. `practice/` prints it. */
export interface MeasurementReport extends Measurement {
  /** The first quantity divided by the second; `undefined` when there is none. */
  readonly ratio: number | undefined
  /** `undefined`: nothing is claimed, or nobody can tell. */
  readonly isKept: boolean | undefined
}

/** The first quantity divided by the second, `undefined` when there is no second or no quotient. */
export function ratioOf({ quantities: [first, second] }: Measurement): number | undefined {
  if (second === undefined) return undefined
  const ratio = first.value / second.value
  return Number.isFinite(ratio) && ratio >= 0 ? ratio : undefined
}
