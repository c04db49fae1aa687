/** What is measured against its absence. */
export const walls = ['row security', 'token check', 'access lists'] as const
export type Wall = (typeof walls)[number]

export interface Contestant {
  /** As the tables call it. */
  readonly name: string
  /** Taken out of the same code before anything is measured. */
  readonly removed: readonly Wall[]
}

/** The system as it ships. */
export const WITH_WALLS: Contestant = { name: 'walls', removed: [] }
export const WITHOUT_WALLS: Contestant = { name: 'no walls', removed: walls }

/** @param isEach also the system with one wall removed, for each wall. */
export function contestantsOf(isEach: boolean): readonly Contestant[] {
  const each = walls.map((wall) => ({ name: `no ${wall}`, removed: [wall] }))
  return [WITH_WALLS, ...(isEach ? each : []), WITHOUT_WALLS]
}
