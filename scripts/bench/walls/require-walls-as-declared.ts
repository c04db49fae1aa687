import type { Contestant, Wall } from './contestants.ts'

/** What a wall did when it was tried. */
export interface Attempt {
  readonly wall: Wall
  /** Where, and what was tried. */
  readonly what: string
  readonly isRefused: boolean
}

/**
 * A contestant is measured only if each wall refuses what it should, and what was removed lets it pass: otherwise
 * a system would be compared with itself.
 *
 * @throws {Error} naming every attempt that ended otherwise; also when a wall was not tried at all.
 */
export function requireWallsAsDeclared(
  { name, removed }: Contestant,
  attempts: readonly Attempt[],
  all: readonly Wall[],
): void {
  const wrong = attempts
    .filter(({ wall, isRefused }) => isRefused === removed.includes(wall))
    .map(({ wall, what, isRefused }) =>
      isRefused
        ? `${what}: refused, though ${wall} is removed`
        : `${what}: not refused, though ${wall} is up`,
    )
  const untried = all.filter((wall) => !attempts.some((attempt) => attempt.wall === wall))
  const faults = [...wrong, ...untried.map((wall) => `${wall}: not tried`)]
  if (faults.length > 0) throw new Error(`"${name}" is not what it should be. ${faults.join('. ')}`)
}
