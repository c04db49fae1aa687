import { html, type Html } from './html.ts'
import type { ReportedJudgement } from './read-reported-run.ts'
import { renderHtmlTable } from './render-html-table.ts'
import { mark, outcomeMark } from './words.ts'

const WITNESSES_MAX = 200

/** What each checker came to. */
export function verdictSection(judgement: ReportedJudgement): Html {
  return renderHtmlTable({
    caption: 'Checkers and their verdicts; offenders are listed below',
    columns: [{ title: 'Checker' }, { title: 'Verdict', kind: 'short' }, { title: 'Why' }],
    rows: judgement.verdicts.map(({ checker, verdict }) => [
      checker,
      outcomeMark(verdict.outcome),
      verdict.outcome === 'unknown'
        ? verdict.reason
        : verdict.outcome === 'holds'
          ? `${verdict.examined} examined, none broke it${verdict.note === undefined ? '' : `; ${verdict.note}`}`
          : `${verdict.witnesses.length} of ${verdict.examined} examined broke it`,
    ]),
  })
}

/** The operations, rows and offsets that show an invariant broken. */
export function offendersSection(judgement: ReportedJudgement): Html {
  const broken = judgement.verdicts.flatMap(({ checker, verdict }) =>
    verdict.outcome === 'violated' ? [{ checker, witnesses: verdict.witnesses }] : [],
  )
  if (broken.length === 0) return html`<p>None: no invariant was broken.</p>`
  return html`${broken.map(({ checker, witnesses }) => {
    const left = witnesses.length - WITNESSES_MAX
    return html`<h3>${checker}</h3>
      <ul>
        ${witnesses.slice(0, WITNESSES_MAX).map(({ explanation }) => html`<li>${explanation}</li>`)}
      </ul>
      ${left > 0 && html`<p>And ${left} more, in verdict.json.</p>`}`
  })}`
}

/** The first line of a report: what it came to, and whether that was declared. */
export function headline(judgement: ReportedJudgement | undefined): Html {
  if (judgement === undefined)
    return html`<p class="verdict doubt">
      <span aria-hidden="true">? </span>NOT JUDGED: the run did not get to its end
    </p>`
  const { outcome, declared, isAsDeclared, deviation } = judgement
  const end = isAsDeclared ? mark(true, 'as declared') : mark(false, `not as declared: ${deviation ?? ''}`)
  return html`<p class="verdict">${outcomeMark(outcome, outcome.toUpperCase())}, ${end}</p>
    <p class="quiet">Declared: ${declared}.</p>`
}
