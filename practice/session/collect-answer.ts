import { countWords } from '../answer/count-words.ts'
import { matchKeyPoints } from '../answer/match-key-points.ts'
import type { Card } from '../deck/card.ts'
import { formatClock } from '../../chaos/terminal/format-duration.ts'
import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import type { Prompter, Typed } from '../terminal/prompter.ts'
import type { Screen } from '../../chaos/terminal/screen.ts'

/** An answer as it was given. `said` may be overruled by the user, point by point. */
export interface Answer {
  readonly card: Card
  readonly elapsedMs: number
  readonly words: number
  readonly said: boolean[]
}

export interface AnswerDesk {
  readonly screen: Screen
  readonly prompter: Prompter
  /** Milliseconds, from any start. */
  readonly now: () => number
}

/** Takes one answer against the clock. */
export async function collectAnswer(
  card: Card,
  desk: AnswerDesk,
): Promise<{ answer: Answer; inputEnded: boolean }> {
  const { elapsedMs, lines, inputEnded } = await readTimed(desk)
  const text = lines.join(' ')
  const said = [...matchKeyPoints(text, card.keyPoints)]
  return { answer: { card, elapsedMs, words: countWords(text), said }, inputEnded }
}

/** Reads lines up to an empty one; each prompt shows the time and the words so far. */
export async function readTimed({
  screen,
  prompter,
  now,
}: AnswerDesk): Promise<Typed & { elapsedMs: number }> {
  const startedAt = now()
  const { dot } = glyphsOf(screen.page)
  const typed = await prompter.readBlock((lines) => {
    const words = String(countWords(lines.join(' ')))
    return `${formatClock(now() - startedAt)} ${dot} ${words.padStart(3)} words > `
  })
  return { ...typed, elapsedMs: now() - startedAt }
}
