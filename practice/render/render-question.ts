import type { Card } from '../deck/card.ts'
import { formatClock } from '../../chaos/terminal/format-duration.ts'
import { joinItems } from '../../chaos/terminal/join-items.ts'
import { emptyLine, type Line, type Page } from '../../chaos/terminal/line.ts'
import { paragraph } from '../../chaos/terminal/paragraph.ts'
import { renderHeading } from './render-heading.ts'

export interface Position {
  /** From 1. */
  readonly number: number
  readonly count: number
}

/** The question as it is put, with how long the answer should be. */
export function renderQuestion(card: Card, { number, count }: Position, page: Page): Line[] {
  const { seconds, wordsMin, wordsMax } = card.target
  const facts = [
    `asked by ${card.askedBy}`,
    `${formatClock(seconds * 1000)} spoken`,
    `${String(wordsMin)}-${String(wordsMax)} words`,
  ]
  return [
    ...renderHeading(`Question ${String(number)} of ${String(count)}`, card.question, page),
    ...joinItems(facts, page, 'faint'),
    emptyLine,
  ]
}

/** How to answer. Shown with the first question only. */
export function renderInstructions(page: Page): Line[] {
  const text = `The clock runs. Type your answer, or say it aloud: Enter starts a new line, Enter on an empty
line ends the answer. Ctrl-C leaves.`
  return [...paragraph(text, page, { tone: 'faint' }), emptyLine]
}

/** What stands before the first question. */
export function renderTitle(title: string, facts: string, page: Page): Line[] {
  return [
    ...paragraph(title, page, { tone: 'strong' }),
    ...paragraph(facts, page, { tone: 'faint' }),
    emptyLine,
  ]
}
