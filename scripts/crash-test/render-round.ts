import type { RoundResult } from './run-round.ts'

const COLUMNS = [
  'round',
  'phase',
  'moment ms',
  'victim',
  'noticed ms',
  'back ms',
  'next start s',
  'orphans',
  'lost',
]

const WIDTHS = COLUMNS.map((name, index) => [5, 8, 9, 13, 10, 7, 12, 7, 9][index] ?? name.length)

/** The head of the table, as Markdown. */
export function renderHead(): string {
  return `${rowOf(COLUMNS)}\n${rowOf(WIDTHS.map((width) => '-'.repeat(width)))}`
}

/** One round; what was wrong with it below. */
export function renderRound(result: RoundResult): string {
  const { round, strike, noticedMs, backMs, nextStartS, orphans, lost, examined, faults } = result
  const cells = [
    String(round.number),
    round.phase,
    strike === undefined ? 'too late' : String(strike.momentMs),
    round.victim,
    noticedMs?.toFixed(0) ?? '-',
    backMs?.toFixed(0) ?? '-',
    nextStartS.toFixed(1),
    String(orphans.length),
    examined === 0 ? '-' : `${String(lost.length)} of ${String(examined)}`,
  ]
  const wrong = [...orphans, ...lost.slice(0, 5), ...faults].map((fault) => `      ${fault}`)
  return [rowOf(cells), ...wrong].join('\n')
}

/** Whether everything about a round was as it has to be. */
export function isGood({ orphans, lost, faults }: RoundResult): boolean {
  return orphans.length + lost.length + faults.length === 0
}

function rowOf(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => {
    const width = WIDTHS[index] ?? 0
    return /^(\d[\d.]*|-)$/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
  })
  return `| ${padded.join(' | ')} |`
}
