/** Draws that repeat for the same seed. Not for secrets. */
export interface Random {
  /** 0 to `bound` - 1. */
  readonly below: (bound: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  readonly chance: (probability: number) => boolean
}

/** Builds the draws of one seed (mulberry32). */
export function buildRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new TypeError('There is nothing to pick from')
      return item
    },
    chance: (probability) => next() < probability,
  }
}
