import type {
  AttackReport,
  ControlReport,
  FindingReport,
  Layer,
  ProofReport,
} from '../../chaos/proof-report.ts'
import type { Outcome, Verdict } from '../../chaos/verdict.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import { emptyLine, span, type Line, type Page, type Span, type Tone } from '../../chaos/terminal/line.ts'
import { paragraph } from '../../chaos/terminal/paragraph.ts'
import { renderMeasurements } from './render-measurements.ts'
import { renderTable } from '../../chaos/terminal/render-table.ts'

const LEAD_WIDTH = 9
const WITNESSES_MAX = 8

export const toneOf = { holds: 'good', violated: 'bad', unknown: 'doubt' } as const satisfies Record<
  Outcome,
  Tone
>

const refuserNames = {
  api: 'the API',
  broker: 'the broker',
  worker: 'the worker',
  database: 'the database',
} as const satisfies Record<Exclude<Layer, 'none'>, string>

/** A proof in the order in which it convinces: claim, fault, attacks, controls, audit, traffic, measurements, verdict. */
export function renderProof(report: ProofReport, page: Page): Line[] {
  return [
    ...paragraph(report.claim, page, lead('Claim')),
    ...report.faults.flatMap(({ fault, evidence }) => [
      ...paragraph(fault, page, lead('Fault')),
      ...paragraph(`seen: ${evidence}`, page, { indent: LEAD_WIDTH, tone: 'faint' }),
    ]),
    ...renderList('Attacks', report.attacks, (attack) => renderAttack(attack, page)),
    ...renderList('Controls', report.controls, (control) => renderControl(control, page)),
    ...renderList('Audit', report.findings, (finding) => renderFinding(finding, page)),
    ...renderTraffic(report, page),
    ...renderMeasurements(report.measurements, page),
    emptyLine,
    ...renderVerdict(report.verdict, report.elapsedMs, page),
    ...(report.directory === undefined ? [] : paragraph(report.directory, page, lead('Kept in'))),
  ]
}

/** The verdict with what it rests on: how much was examined, who was harmed, or why nobody can tell. */
export function renderVerdict(verdict: Verdict, elapsedMs: number, page: Page): Line[] {
  const outcome = verdict.outcome.toUpperCase()
  const { dot } = glyphsOf(page)
  const facts =
    verdict.outcome === 'unknown'
      ? [outcome, formatDuration(elapsedMs)]
      : [outcome, `${String(verdict.examined)} examined`, formatDuration(elapsedMs)]
  const reasons =
    verdict.outcome === 'violated'
      ? shorten(verdict.witnesses.map(({ explanation }) => explanation))
      : verdict.outcome === 'unknown'
        ? [verdict.reason]
        : []
  return [
    ...paragraph(facts.join(` ${dot} `), page, { ...lead('Verdict'), tone: toneOf[verdict.outcome] }),
    ...reasons.flatMap((reason) => paragraph(reason, page, { indent: LEAD_WIDTH })),
  ]
}

/** Hundreds of rows may bear witness to one fault; a few show it. */
function shorten(reasons: readonly string[]): readonly string[] {
  const left = reasons.length - WITNESSES_MAX
  return left <= 0 ? reasons : [...reasons.slice(0, WITNESSES_MAX), `and ${String(left)} more`]
}

const lead = (text: string): { lead: Span; leadWidth: number } => ({
  lead: span(text, 'strong'),
  leadWidth: LEAD_WIDTH,
})

function renderList<Item>(title: string, items: readonly Item[], render: (item: Item) => Line[]): Line[] {
  if (items.length === 0) return []
  return [[span(title, 'strong')], ...items.flatMap(render)]
}

function mark(isRight: boolean, page: Page): Span {
  const { yes, no } = glyphsOf(page)
  return isRight ? span(yes, 'good') : span(no, 'bad')
}

function renderAttack({ attack, refusedBy, answer, asClaimed, elapsedMs }: AttackReport, page: Page): Line[] {
  const verb = refusedBy === 'none' ? notRefused(asClaimed) : `refused by ${refuserNames[refusedBy]}`
  const outcome = `${verb}: ${answer} (${formatDuration(elapsedMs)})`
  return [
    ...paragraph(attack, page, { indent: 2, lead: mark(asClaimed, page) }),
    ...paragraph(outcome, page, { indent: 4, tone: asClaimed ? 'faint' : 'bad' }),
  ]
}

// Some attacks are to be let through: a balanced request while the queue is down is accepted, as claimed.
const notRefused = (asClaimed: boolean): string => (asClaimed ? 'not refused' : 'nobody refused')

function renderControl({ kind, description, outcome, asExpected }: ControlReport, page: Page): Line[] {
  return [
    ...paragraph(`${kind}: ${description}`, page, { indent: 2, lead: mark(asExpected, page) }),
    ...paragraph(outcome, page, { indent: 4, tone: asExpected ? 'faint' : 'bad' }),
  ]
}

function renderFinding({ fault, named, afterMs, asClaimed }: FindingReport, page: Page): Line[] {
  const when = afterMs === undefined ? 'not named' : `named after ${formatDuration(afterMs)}`
  return [
    ...paragraph(fault, page, { indent: 2, lead: mark(asClaimed, page) }),
    ...paragraph(`${when}: ${named}`, page, { indent: 4, tone: asClaimed ? 'faint' : 'bad' }),
  ]
}

function renderTraffic({ traffic }: ProofReport, page: Page): Line[] {
  if (traffic.length === 0) return []
  const rows = traffic.map(({ tenant, accepted, complete, refused }) =>
    [tenant, String(accepted), String(complete), String(refused)].map((text) => ({ text })),
  )
  return [
    [span('Traffic', 'strong')],
    ...renderTable({ indent: 2, heading: ['tenant', 'accepted', 'complete', 'refused'], rows }, page),
  ]
}
