export interface Range {
  readonly min: number
  readonly median: number
  readonly max: number
}

/**
 * The middle of an even number of values is the mean of the two next to it.
 *
 * @returns `undefined` when there is no value.
 */
export function rangeOf(values: readonly (number | null | undefined)[]): Range | undefined {
  const sorted = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const [min] = sorted
  const max = sorted.at(-1)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  if (min === undefined || max === undefined || low === undefined || high === undefined) return undefined
  return { min, median: (low + high) / 2, max }
}
