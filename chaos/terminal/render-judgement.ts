import type { RunJudgement } from '../judge-run.ts'
import type { Outcome } from '../verdict.ts'
import { formatDuration } from './format-duration.ts'
import { glyphsOf } from './glyphs.ts'
import type { Line, Page, Tone } from './line.ts'
import { lead, LEAD_WIDTH } from './narrate-run.ts'
import { paragraph } from './paragraph.ts'

const WITNESSES_MAX = 8

export const toneOf = { holds: 'good', violated: 'bad', unknown: 'doubt' } as const satisfies Record<
  Outcome,
  Tone
>

/** What a run came to, with what speaks against it. */
export function renderJudgement(
  judgement: RunJudgement,
  elapsedMs: number | undefined,
  page: Page,
): readonly Line[] {
  const { outcome, declared, isAsDeclared, deviation, verdicts } = judgement
  const examined = verdicts.reduce(
    (sum, { verdict }) => sum + (verdict.outcome === 'unknown' ? 0 : verdict.examined),
    0,
  )
  const facts = [
    outcome.toUpperCase(),
    isAsDeclared ? 'as declared' : `NOT AS DECLARED (${declared})`,
    `${verdicts.length} ${verdicts.length === 1 ? 'checker' : 'checkers'}, ${examined} examined`,
    ...(elapsedMs === undefined ? [] : [formatDuration(elapsedMs)]),
  ]
  // A violation that was declared is what the run set out to show.
  const tone = isAsDeclared ? 'good' : toneOf[outcome === 'holds' ? 'violated' : outcome]
  return [
    ...paragraph(facts.join(` ${glyphsOf(page).dot} `), page, { ...lead('Verdict'), tone }),
    ...(deviation === undefined ? [] : paragraph(deviation, page, { indent: LEAD_WIDTH, tone: 'bad' })),
    ...reasonsOf(judgement).flatMap((reason) => paragraph(reason, page, { indent: LEAD_WIDTH })),
  ]
}

/** Hundreds of rows may bear witness to one fault; a few show it. */
function reasonsOf({ verdicts }: RunJudgement): readonly string[] {
  return verdicts.flatMap(({ checker, verdict }) => {
    if (verdict.outcome === 'holds') return verdict.note === undefined ? [] : [`${checker}: ${verdict.note}`]
    if (verdict.outcome === 'unknown') return [`${checker}: unknown: ${verdict.reason}`]
    const left = verdict.witnesses.length - WITNESSES_MAX
    return [
      ...verdict.witnesses.slice(0, WITNESSES_MAX).map(({ explanation }) => `${checker}: ${explanation}`),
      ...(left > 0 ? [`${checker}: and ${left} more, in the report`] : []),
    ]
  })
}
