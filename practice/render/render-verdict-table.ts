import type { Outcome } from '../../chaos/verdict.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import type { Line, Page } from '../../chaos/terminal/line.ts'
import { toneOf } from './render-proof.ts'
import { renderTable, type Cell } from '../../chaos/terminal/render-table.ts'

/** One question and what came of its proof; `outcome` is null while there is no proof. */
export interface VerdictRow {
  readonly question: string
  readonly outcome: Outcome | null
  readonly elapsedMs: number | null
}

/** The last word of a run: question, verdict, time. */
export function renderVerdictTable(rows: readonly VerdictRow[], page: Page): Line[] {
  const cells = rows.map(({ question, outcome, elapsedMs }): Cell[] => [
    { text: question },
    outcome === null ? { text: 'proof comes next', tone: 'faint' } : { text: outcome, tone: toneOf[outcome] },
    { text: elapsedMs === null ? '' : formatDuration(elapsedMs) },
  ])
  return renderTable({ heading: ['question', 'verdict', 'time'], rows: cells }, page)
}
