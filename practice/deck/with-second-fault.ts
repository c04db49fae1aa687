import type { Card } from './card.ts'

/** A question, and after it the last push against its answer where that has a proof of its own. */
export function withSecondFault(card: Card): readonly Card[] {
  const [, , { challenge, reply, proofs }] = card.pushback
  if (proofs === undefined) return [card]
  return [card, { ...card, id: `${card.id}-pushed`, question: challenge, modelAnswer: reply, proofs }]
}
