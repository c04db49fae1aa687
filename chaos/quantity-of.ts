import type { Quantity } from './measurement.ts'

/**
 * The value below which `share` (0 to 1) of the samples lie, by the nearest rank: always one that was
 * measured. NaN without samples.
 */
export function quantityOf(
  samples: readonly number[],
  facts: { readonly of: string; readonly share: number; readonly samplesMin: number },
): Quantity {
  const sorted = samples.toSorted((a, b) => a - b)
  const rank = Math.min(Math.max(Math.ceil(facts.share * sorted.length), 1), sorted.length)
  return {
    of: facts.of,
    value: sorted[rank - 1] ?? Number.NaN,
    samples: sorted.length,
    samplesMin: facts.samplesMin,
    lowest: sorted[0] ?? Number.NaN,
    highest: sorted.at(-1) ?? Number.NaN,
  }
}
