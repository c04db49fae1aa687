import type { Measured } from './measure-tokens.ts'
import type { Judged } from './run-fuzz.ts'

/** No token may take longer, in microseconds: see docs/evidence/token-fuzz.md. */
export const LONGEST_US = 100_000
const SHOWN = 12

/** Lays out which tokens were slowest: of a run, once each, and of those measured alone. */
export function renderTimes(judged: readonly Judged[], measured: readonly Measured[]): string {
  const once = (of: (one: Judged) => number): string => inMs(Math.max(0, ...judged.map(of)))
  const slowest = [...measured].sort((one, other) => worstOf(other) - worstOf(one)).slice(0, SHOWN)
  return [
    `Slowest of the run, asked once, with all else that ran: database ${once(({ database }) => database.elapsedUs)} ms, api ${once(({ apiUs }) => apiUs)} ms`,
    '',
    `The slowest of ${String(measured.length)} tokens measured alone, in ms (fastest of 7 answers, slowest of 7):`,
    '',
    ...slowest.map(
      (one) =>
        `  database ${inMs(one.databaseUs).padStart(6)} ${inMs(one.databaseWorstUs).padStart(6)}` +
        `   api ${inMs(one.apiUs).padStart(6)} ${inMs(one.apiWorstUs).padStart(6)}   ${one.name}`,
    ),
  ].join('\n')
}

/** Those that take too long however often they are asked about. */
export function findTooSlow(measured: readonly Measured[]): readonly Measured[] {
  return measured.filter((one) => worstOf(one) > LONGEST_US)
}

const worstOf = ({ databaseUs, apiUs }: Measured): number => Math.max(databaseUs, apiUs)

const inMs = (us: number): string => (us / 1000).toFixed(1)
