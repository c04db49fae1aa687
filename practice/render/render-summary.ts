import { worstOutcome, type Verdict } from '../../chaos/verdict.ts'
import { formatClock } from '../../chaos/terminal/format-duration.ts'
import type { Line, Page } from '../../chaos/terminal/line.ts'
import { toneOf } from './render-proof.ts'
import type { Review } from './render-review.ts'
import { renderTable, type Cell } from '../../chaos/terminal/render-table.ts'

/** One answered card, with the verdicts of the proofs that were run on it. */
export interface DrillResult extends Review {
  readonly verdicts: readonly Verdict[]
}

/** The session in a table. */
export function renderSummary(results: readonly DrillResult[], page: Page): Line[] {
  const rows = results.map(({ card, elapsedMs, words, said, verdicts }): Cell[] => [
    { text: card.question },
    { text: formatClock(elapsedMs) },
    { text: words === 0 ? 'spoken' : String(words) },
    { text: `${String(said.filter(Boolean).length)}/${String(said.length)}` },
    proofCell(verdicts),
  ])
  return renderTable({ heading: ['question', 'time', 'words', 'points', 'proof'], rows }, page)
}

function proofCell(verdicts: readonly Verdict[]): Cell {
  if (verdicts.length === 0) return { text: 'not run', tone: 'faint' }
  const outcome = worstOutcome(verdicts)
  return { text: outcome, tone: toneOf[outcome] }
}
