import type { Verdict, Witness } from '../verdict.ts'

/** violated with these witnesses, or holds; unknown when nothing was examined. */
export function conclude(examined: number, explanations: readonly string[], nothing: string): Verdict {
  const [first, ...others] = explanations.map((explanation): Witness => ({ explanation }))
  if (first !== undefined) return { outcome: 'violated', examined, witnesses: [first, ...others] }
  return examined === 0 ? { outcome: 'unknown', reason: nothing } : { outcome: 'holds', examined }
}
