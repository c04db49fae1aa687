import type { Card } from '../deck/card.ts'
import { renderDeck } from '../render/render-deck.ts'
import { renderTitle } from '../render/render-question.ts'
import type { Screen } from '../../chaos/terminal/screen.ts'

/** Without a terminal there is nobody to ask: prints questions and answers, and how to prove them. */
export function printDeck(title: string, cards: readonly Card[], screen: Screen): void {
  const { page } = screen
  screen.show(renderTitle(title, 'No terminal, so nothing is asked. Questions and model answers:', page))
  screen.show(renderDeck(cards, page))
  screen.say('To prove the answers on the running system:')
  screen.say('./interview_practice.sh --hostile --prove', { indent: 2, tone: 'strong' })
}
