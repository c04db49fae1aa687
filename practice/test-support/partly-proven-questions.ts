import type { Card } from '../deck/card.ts'
import { hostileQuestions } from '../deck/hostile-questions.ts'

const UNPROVEN: readonly string[] = ['database-per-tenant', 'noisy-neighbours']

/** The hostile questions, two of them as if nothing proved them yet. */
export const partlyProvenQuestions: readonly Card[] = hostileQuestions.map((card) =>
  UNPROVEN.includes(card.id) ? { ...card, proofs: [] } : card,
)
