/** Keeps lines that strangers can cause from filling a log. */
export interface LineBudget {
  /**
   * Asks for a line of this kind.
   *
   * @returns how many lines of the kind were left out since the last one that was written, or `undefined`:
   *   leave out this one too.
   */
  ask(kind: string): number | undefined
}

/** Grants so many lines a second of each kind. Kinds are a handful of names, never a stranger's text. */
export function buildLineBudget(options: {
  readonly perSecond: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}): LineBudget {
  const kinds = new Map<string, { second: number; written: number; leftOut: number }>()
  return {
    ask: (kind) => {
      const second = Math.floor(options.now() / 1000)
      const known = kinds.get(kind) ?? { second, written: 0, leftOut: 0 }
      kinds.set(kind, known)
      if (known.second !== second) Object.assign(known, { second, written: 0 })
      if (known.written >= options.perSecond) {
        known.leftOut += 1
        return undefined
      }
      const { leftOut } = known
      Object.assign(known, { written: known.written + 1, leftOut: 0 })
      return leftOut
    },
  }
}
