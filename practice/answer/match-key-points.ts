import type { KeyPoint } from '../deck/card.ts'

/** Which of `keyPoints` the answer's words mention, by position. Words are matched, not meaning. */
export function matchKeyPoints(answer: string, keyPoints: readonly KeyPoint[]): readonly boolean[] {
  const words = answer.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return keyPoints.map(({ patterns }) => patterns.some((pattern) => pattern.test(words)))
}
