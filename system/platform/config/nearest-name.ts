/** The known name that a misspelt one is most like, unless it is like none of them. */
export function nearestName(misspelt: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: distanceBetween(misspelt.toUpperCase(), name) }))
    .sort((one, other) => one.distance - other.distance)
  const [best] = ranked
  return best === undefined || best.distance > 8 ? undefined : best.name
}

/** How many characters have to be added, left out or changed (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, character] of one.split('').entries()) {
    const next = [index + 1]
    for (const [column, counterpart] of other.split('').entries()) {
      const changed = (row[column] ?? 0) + (character === counterpart ? 0 : 1)
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
