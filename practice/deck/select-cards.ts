import type { Card } from './card.ts'
import { hostileQuestions } from './hostile-questions.ts'
import { pitches } from './pitches.ts'

export interface Selection {
  readonly hostile: boolean
  readonly only: string | undefined
  /** Undefined keeps the deck's order. */
  readonly seed: number | undefined
}

/** The cards to ask, in order. Pitches always run from the shortest to the longest. */
export function selectCards({ hostile, only, seed }: Selection): readonly Card[] {
  if (!hostile) return pitches
  const wanted = hostileQuestions.filter(({ id }) => only === undefined || id === only)
  return seed === undefined ? wanted : shuffle(wanted, seed)
}

/** Fisher and Yates, with mulberry32 for chance: the same seed gives the same order on every machine. */
function shuffle<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const pool = [...items]
  const shuffled: Item[] = []
  let state = seed >>> 0
  while (pool.length > 0) {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    const chance = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    shuffled.push(...pool.splice(Math.floor(chance * pool.length), 1))
  }
  return shuffled
}
