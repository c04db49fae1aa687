import type { Card } from '../deck/card.ts'
import { emptyLine, span, type Line, type Page } from '../../chaos/terminal/line.ts'
import { paragraph, paragraphs } from '../../chaos/terminal/paragraph.ts'
import { renderQuestion } from './render-question.ts'

/** All questions with their model answers, for reading. */
export function renderDeck(cards: readonly Card[], page: Page): Line[] {
  return cards.flatMap((card, index) => [
    ...renderQuestion(card, { number: index + 1, count: cards.length }, page),
    ...renderModelAnswer(card, page),
    emptyLine,
  ])
}

/** A card's model answer and what proves it. */
export function renderModelAnswer(card: Card, page: Page): Line[] {
  const proof =
    card.proofs.length > 0 ? card.proofs.join(', ') : 'comes next: until then this is a claim, not a fact'
  return [
    ...paragraphs(card.modelAnswer, page, { indent: 2 }),
    emptyLine,
    ...paragraph(proof, page, { lead: span('Proof', 'strong') }),
  ]
}
