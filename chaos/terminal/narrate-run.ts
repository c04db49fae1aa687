import type { EventOf, HistoryEvent } from '../history/history-event.ts'
import { formatDuration } from './format-duration.ts'
import { glyphsOf } from './glyphs.ts'
import { span, type Line, type Page, type Span } from './line.ts'
import { paragraph } from './paragraph.ts'

/** Leads of a run: "Claim", "Fault", "Verdict" … in a column of this width. */
export const LEAD_WIDTH = 9

export const lead = (text: string): { lead: Span; leadWidth: number } => ({
  lead: span(text, 'strong'),
  leadWidth: LEAD_WIDTH,
})

const refuserNames = {
  api: 'the API',
  broker: 'the broker',
  worker: 'the worker',
  database: 'the database',
} as const

/** Tells a run as it happens: what one event is on the screen. Most are nothing there. */
export type Narrator = (event: HistoryEvent, page: Page) => readonly Line[]

/** A narrator of one run: it keeps in mind what was sent, for when the answer comes. */
export function buildNarrator(): Narrator {
  const sent = new Map<number, EventOf<'attack-sent'>>()
  const faults = new Map<number, string>()
  return (event, page) => {
    if (event.kind === 'attack-sent') sent.set(event.id, event)
    if (event.kind === 'fault-intended') faults.set(event.id, event.fault)
    if (event.kind === 'attack-met') return tellAttack(sent.get(event.id), event, page)
    const fault = 'id' in event ? (faults.get(event.id) ?? '') : ''
    if (event.kind === 'fault-injected') return tellFault(fault, `seen: ${event.evidence}`, page)
    if (event.kind === 'fault-failed') return tellFault(fault, `DID NOT TAKE HOLD: ${event.reason}`, page)
    if (event.kind === 'heal-failed') return tellFault(fault, `COULD NOT BE HEALED: ${event.reason}`, page)
    if (event.kind === 'fault-healed') return paragraph(fault, page, { ...lead('Healed'), tone: 'faint' })
    return tellObservation(event, page)
  }
}

function tellObservation(event: HistoryEvent, page: Page): readonly Line[] {
  if (event.kind === 'act-began') return paragraph(event.act, page, lead('Act'))
  if (event.kind === 'named') return tellNamed(event, page)
  if (event.kind === 'measured') return tellMeasured(event, page)
  if (event.kind === 'remarked') return paragraph(event.text, page, { indent: LEAD_WIDTH, tone: 'faint' })
  if (event.kind === 'steady-state' && !event.isMet)
    return paragraph(`${event.probe}: ${event.detail}`, page, { ...lead('Steady'), tone: 'bad' })
  return []
}

function tellMeasured({ label, unit, quantities }: EventOf<'measured'>, page: Page): readonly Line[] {
  return quantities.flatMap(({ of, value }) =>
    paragraph(`${label}: ${of}: ${Number(value.toPrecision(3))} ${unit}`, page, {
      ...lead('Measured'),
      tone: 'faint',
    }),
  )
}

function tellFault(fault: string, evidence: string, page: Page): Line[] {
  const isSeen = evidence.startsWith('seen: ')
  return [
    ...paragraph(fault, page, lead('Fault')),
    ...paragraph(evidence, page, { indent: LEAD_WIDTH, tone: isSeen ? 'faint' : 'bad' }),
  ]
}

function tellAttack(
  attack: EventOf<'attack-sent'> | undefined,
  { refusedBy, answer, asExpected, elapsedMs }: EventOf<'attack-met'>,
  page: Page,
): Line[] {
  const { title = '', purpose = 'attack', expected = '' } = attack ?? {}
  const by = refusedBy === 'none' ? 'nobody refused' : `refused by ${refuserNames[refusedBy]}`
  const outcome = `${by}: ${answer} (${formatDuration(elapsedMs)})`
  const named = purpose === 'attack' ? title : `${purpose}: ${title}`
  return [
    ...paragraph(named, page, { indent: 2, lead: mark(asExpected, page) }),
    ...paragraph(outcome, page, { indent: 4, tone: asExpected ? 'faint' : 'bad' }),
    ...(asExpected ? [] : paragraph(`expected: ${expected}`, page, { indent: 4, tone: 'bad' })),
  ]
}

function tellNamed({ watcher, fault, named, afterMs, asExpected }: EventOf<'named'>, page: Page): Line[] {
  const when = afterMs === null ? 'did not name it' : `named it after ${formatDuration(afterMs)}`
  return [
    ...paragraph(`the ${watcher} and ${fault}`, page, { indent: 2, lead: mark(asExpected, page) }),
    ...paragraph(`${when}: ${named}`, page, { indent: 4, tone: asExpected ? 'faint' : 'bad' }),
  ]
}

export function mark(isRight: boolean, page: Page): Span {
  const { yes, no } = glyphsOf(page)
  return isRight ? span(yes, 'good') : span(no, 'bad')
}
