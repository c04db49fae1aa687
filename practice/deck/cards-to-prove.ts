import type { Card } from './card.ts'
import { withSecondFault } from './with-second-fault.ts'

/** What was asked for beside the cards. */
export interface ProvingWish {
  readonly pushed: boolean
  readonly without: readonly string[]
  /** One question by its name. */
  readonly only: string | undefined
}

/**
 * The cards as `--prove` takes them: the first proof of each, so that all questions are answered within 75 s. Every
 * proof of a question that was named; everything with `--pushed`, last pushes included; and every proof as soon as a
 * defence is taken away, since it may be one that only a later proof rests on.
 */
export function cardsToProve(
  cards: readonly Card[],
  { pushed, without, only }: ProvingWish,
): readonly Card[] {
  if (pushed) return cards.flatMap(withSecondFault)
  if (without.length > 0 || only !== undefined) return cards
  return cards.map((card) => ({ ...card, proofs: card.proofs.slice(0, 1) }))
}
