import type { Card } from '../deck/card.ts'
import { formatClock } from '../../chaos/terminal/format-duration.ts'
import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import { emptyLine, span, type Line, type Page } from '../../chaos/terminal/line.ts'
import { paragraph, paragraphs } from '../../chaos/terminal/paragraph.ts'
import { renderBar } from './render-bar.ts'

/** One answer, timed and compared with its card. */
export interface Review {
  readonly card: Card
  readonly elapsedMs: number
  /** None were typed when the answer was spoken. */
  readonly words: number
  /** Per key point, whether it counts as said. */
  readonly said: readonly boolean[]
}

const LEAD_WIDTH = 8
const WORDS_A_MINUTE_SLOW = 120
const WORDS_A_MINUTE_FAST = 150

/** What came of an answer: time, length, key points hit and missed, and the model answer to compare with. */
export function renderReview(review: Review, page: Page): Line[] {
  return [
    emptyLine,
    ...renderLength(review, page),
    emptyLine,
    ...renderCoverage(review, page),
    emptyLine,
    [span('Model answer', 'strong')],
    ...paragraphs(review.card.modelAnswer, page, { indent: 2 }),
    emptyLine,
  ]
}

function renderLength({ card, elapsedMs, words }: Review, page: Page): Line[] {
  const { seconds, wordsMin, wordsMax } = card.target
  const time = `${formatClock(elapsedMs)} on the clock, target ${formatClock(seconds * 1000)} spoken`
  const lead = (text: string) => ({ lead: span(text, 'strong'), leadWidth: LEAD_WIDTH })
  if (words === 0) {
    const measure = { value: elapsedMs / 1000, min: seconds * 0.8, max: seconds }
    const spoken = `${time}; nothing typed, so it counts as spoken`
    return [...paragraph(spoken, page, lead('Time')), renderBar(measure, page, LEAD_WIDTH)]
  }
  const length = `${String(words)}, about ${speakingTime(words)} spoken, target ${String(wordsMin)}-${String(wordsMax)}${remark(words, wordsMin, wordsMax)}`
  return [
    ...paragraph(time, page, lead('Time')),
    ...paragraph(length, page, lead('Words')),
    renderBar({ value: words, min: wordsMin, max: wordsMax }, page, LEAD_WIDTH),
  ]
}

function speakingTime(words: number): string {
  const fast = Math.round((words / WORDS_A_MINUTE_FAST) * 60)
  const slow = Math.round((words / WORDS_A_MINUTE_SLOW) * 60)
  return fast === slow ? `${String(slow)} s` : `${String(fast)}-${String(slow)} s`
}

function remark(words: number, wordsMin: number, wordsMax: number): string {
  if (words > wordsMax) return `: ${String(words - wordsMax)} too many`
  if (words < wordsMin) return `: ${String(wordsMin - words)} short`
  return ': on target'
}

/** The key points, numbered so that the user may overrule each. */
export function renderCoverage({ card, words, said }: Review, page: Page): Line[] {
  const { yes, no } = glyphsOf(page)
  const hits = said.filter(Boolean).length
  const note = words === 0 && hits === 0 ? 'tick what you said' : 'words are matched, not meaning'
  const heading = `${String(hits)} of ${String(said.length)} (${note}; o 2 overrules point 2)`
  return [
    ...paragraph(heading, page, { lead: span('Key points', 'strong') }),
    ...card.keyPoints.flatMap(({ point }, index) => {
      const wasSaid = said[index] === true
      const mark = `${wasSaid ? yes : no} ${String(index + 1)}`
      return paragraph(point, page, {
        indent: 2,
        lead: span(mark, wasSaid ? 'good' : 'bad'),
        tone: wasSaid ? 'plain' : 'strong',
      })
    }),
  ]
}
