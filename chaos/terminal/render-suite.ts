import { scenarioRows } from '../attack-suite/scenario-rows.ts'
import {
  judgeSuite,
  type AttackResult,
  type SuiteResult,
  type TimingComparison,
} from '../attack-suite/suite-result.ts'
import { summarizeLayers } from '../attack-suite/summarize-layers.ts'
import { formatDuration } from './format-duration.ts'
import { emptyLine, span, type Line, type Page } from './line.ts'
import { paragraph } from './paragraph.ts'
import { renderTable, type Cell } from './render-table.ts'

const verdictTones = { holds: 'good', violated: 'bad', unknown: 'doubt' } as const

/** A run of the suite: a table of its layers, whoever was not refused as he should be, and what is unproven. */
export function renderSuite(result: SuiteResult, page: Page): readonly Line[] {
  const { results, controls, logs, timings, elapsedMs } = result
  const verdict = judgeSuite(result)
  const offenders = results.filter(({ outcome }) => outcome.kind !== 'refused')
  const failed = controls.filter(({ isAsExpected }) => !isAsExpected)
  return [
    emptyLine,
    ...renderLayers(results, page),
    ...section(
      'Not refused as they should be',
      offenders.flatMap((one) => renderOffender(one, page)),
      page,
    ),
    ...section(
      'Controls that failed',
      failed.flatMap(({ title, outcome }) => item(`${title}: ${outcome}`, page)),
      page,
    ),
    ...section(
      'In the logs',
      logs.outcome === 'violated'
        ? logs.witnesses.flatMap(({ explanation }) => item(explanation, page))
        : logs.outcome === 'unknown'
          ? item(logs.reason, page)
          : [],
      page,
    ),
    ...section('Unproven', renderUnproven(results, page), page),
    ...section(
      'Told apart by time?',
      timings.flatMap((one) => item(describeTiming(one), page)),
      page,
    ),
    emptyLine,
    ...paragraph(describeTotals(result), page),
    ...paragraph(
      `${scenarioRows.length} more are tried by scenarios, each with a negative control: they stand on the page`,
      page,
      { tone: 'faint' },
    ),
    ...paragraph(`${verdict.toUpperCase()} in ${formatDuration(elapsedMs)}`, page, {
      tone: verdictTones[verdict],
    }),
  ]
}

function renderLayers(results: readonly AttackResult[], page: Page): readonly Line[] {
  const rows = summarizeLayers(results).flatMap((row): Cell[][] => {
    const isProofTried = row.proven + row.unproven > 0
    return [
      [
        { text: row.layer },
        { text: String(row.attacks) },
        { text: String(row.refused), tone: row.refused === row.attacks ? 'good' : 'bad' },
        { text: isProofTried ? String(row.proven) : '-' },
        { text: isProofTried ? String(row.unproven) : '-', tone: row.unproven === 0 ? 'plain' : 'doubt' },
      ],
      [{ text: `by ${row.refusedBy || 'nobody'}`, tone: 'faint', indent: 2 }],
    ]
  })
  return renderTable({ heading: ['layer', 'attacks', 'refused', 'proven', 'unproven'], rows }, page)
}

function renderOffender({ attack, outcome }: AttackResult, page: Page): readonly Line[] {
  if (outcome.kind === 'refused') return []
  const tone = outcome.kind === 'leaked' ? 'bad' : 'doubt'
  const word = { leaked: 'LEAK', otherwise: 'OTHERWISE', unknown: 'UNKNOWN' }[outcome.kind]
  return [
    ...paragraph(`${attack.id}: ${attack.title}`, page, { indent: 2, lead: span(word, tone) }),
    ...paragraph(outcome.why, page, { indent: 4 }),
  ]
}

/** Those that did not succeed one by one; those with which nobody expects it by their names. */
function renderUnproven(results: readonly AttackResult[], page: Page): readonly Line[] {
  const unproven = results.filter(({ proof }) => proof.kind === 'unproven')
  const unremovable = unproven.filter(({ attack }) => attack.removes.length === 0)
  return [
    ...unproven.flatMap(({ attack, proof }) =>
      proof.kind === 'unproven' && attack.removes.length > 0 ? item(`${attack.id}: ${proof.why}`, page) : [],
    ),
    ...(unremovable.length === 0
      ? []
      : item(
          `no wall is known with which they would succeed: ${unremovable.map(({ attack }) => attack.id).join(', ')}`,
          page,
        )),
  ]
}

/** What the figures of one comparison say. */
export function describeTiming({
  title,
  samples,
  absent,
  foreign,
  z,
  isSameAnswer,
}: TimingComparison): string {
  const same = isSameAnswer ? 'the same answer' : 'ANOTHER ANSWER'
  const figures = (one: TimingComparison['absent']): string =>
    `${one.medianMs.toFixed(2)} / ${one.p95Ms.toFixed(2)} ms`
  return `${title}, ${samples} times each: ${same}; median / p95 ${figures(absent)} for none at all, ${figures(foreign)} for another tenant's; z ${z.toFixed(1)}, within 3 is chance`
}

/** All in one sentence. */
export function describeTotals({ results, controls }: SuiteResult): string {
  const count = (kind: string): number => results.filter(({ outcome }) => outcome.kind === kind).length
  const proven = results.filter(({ proof }) => proof.kind === 'proven').length
  const unproven = results.filter(({ proof }) => proof.kind === 'unproven').length
  const proofs =
    proven + unproven === 0 ? 'negative controls not tried' : `${proven} proven, ${unproven} unproven`
  const good = controls.filter(({ isAsExpected }) => isAsExpected).length
  return `${results.length} attacks: ${count('refused')} refused, ${count('leaked')} leaked, ${count('otherwise')} refused otherwise, ${count('unknown')} unknown; ${proofs}; ${good} of ${controls.length} positive controls`
}

function section(title: string, lines: readonly Line[], page: Page): readonly Line[] {
  return lines.length === 0 ? [] : [emptyLine, ...paragraph(title, page, { tone: 'strong' }), ...lines]
}

const item = (text: string, page: Page): readonly Line[] =>
  paragraph(text, page, { indent: 2, lead: span('-') })
