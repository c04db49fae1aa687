import type { RunJudgement } from '../judge-run.ts'
import { formatDuration } from './format-duration.ts'
import { emptyLine, type Line, type Page } from './line.ts'
import { paragraph } from './paragraph.ts'
import { renderTable, type Cell } from './render-table.ts'
import { toneOf } from './render-judgement.ts'

export interface RunResult {
  readonly scenario: string
  readonly judgement: RunJudgement
  readonly elapsedMs: number
}

/** The last word of many runs: what each declared and came to, and how many of them agree. */
export function renderResults(
  results: readonly RunResult[],
  { planned, elapsedMs }: { readonly planned: number; readonly elapsedMs: number },
  page: Page,
): readonly Line[] {
  const rows = results.flatMap(({ scenario, judgement, elapsedMs: ms }): Cell[][] => {
    const { declared, outcome, isAsDeclared, deviation } = judgement
    const row: Cell[] = [
      { text: scenario },
      { text: declared },
      { text: outcome, tone: isAsDeclared ? 'good' : toneOf[outcome === 'holds' ? 'violated' : outcome] },
      { text: isAsDeclared ? 'yes' : 'NO', tone: isAsDeclared ? 'good' : 'bad' },
      { text: formatDuration(ms) },
    ]
    return isAsDeclared ? [row] : [row, [{ text: deviation ?? '', tone: 'bad', indent: 2 }]]
  })
  const right = results.filter(({ judgement }) => judgement.isAsDeclared).length
  const left = planned - results.length
  const end = `${right} of ${planned} as declared${left > 0 ? `, ${left} not run` : ''}, ${formatDuration(elapsedMs)} in all`
  return [
    emptyLine,
    ...renderTable({ heading: ['scenario', 'declared', 'came to', 'agree', 'took'], rows }, page),
    ...paragraph(end, page, { tone: right === planned ? 'good' : 'bad' }),
  ]
}
