/**
 * How far two samples are apart, by the rank sum test of Mann, Whitney and Wilcoxon: the z value of the normal
 * approximation, positive when `first` is larger. Within 3 either way is chance.
 */
export function rankSumZ(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].toSorted((one, other) => one.value - other.value)
  let rankSum = 0
  for (let start = 0; start < all.length;) {
    let end = start
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1
    // Equal values share the middle of their ranks.
    const rank = (start + 1 + end) / 2
    rankSum += all.slice(start, end).filter(({ isFirst }) => isFirst).length * rank
    start = end
  }
  const [n, m] = [first.length, second.length]
  const expected = (n * (n + m + 1)) / 2
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12)
  return deviation === 0 ? 0 : (rankSum - expected) / deviation
}
