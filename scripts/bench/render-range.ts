import { rangeOf } from './range-of.ts'

/** `min / median / max`, or nothing. */
export function renderRange(values: readonly (number | null | undefined)[], digits: number): string {
  const range = rangeOf(values)
  if (range === undefined) return ''
  return [range.min, range.median, range.max].map((value) => value.toFixed(digits)).join(' / ')
}
