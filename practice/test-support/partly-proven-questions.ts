import type { Card } from '../deck/card.ts'
import { hostileQuestions } from '../deck/hostile-questions.ts'

const UNPROVEN: readonly string[] = ['database-per-tenant', 'noisy-neighbours']

/** The hostile questions, each with one proof of its own name, and two as if nothing proved them yet. */
export const partlyProvenQuestions: readonly Card[] = hostileQuestions.map((card) => ({
  ...card,
  proofs: UNPROVEN.includes(card.id) ? [] : [card.id],
}))
