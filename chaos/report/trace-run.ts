import { eventsOf, type EventOf, type HistoryEvent } from '../history/history-event.ts'
import { lengthOf } from './series.ts'

/** A fault of a run, from the intent to its healing. Milliseconds of the run. */
export interface TracedFault {
  readonly name: string
  readonly options: string
  readonly intendedAt: number
  /** Undefined: it was never seen to hold. */
  readonly heldAt: number | undefined
  /** Undefined: it was not healed. */
  readonly healedAt: number | undefined
  /** What was seen of it, or why it did not take hold. */
  readonly evidence: string
  /** What kept it from being healed. */
  readonly trouble: string | undefined
}

export function traceFaults(history: readonly HistoryEvent[]): readonly TracedFault[] {
  return eventsOf(history, 'fault-intended').map(({ id, at, fault, options }) => {
    const injected = eventsOf(history, 'fault-injected').find((event) => event.id === id)
    const failed = eventsOf(history, 'fault-failed').find((event) => event.id === id)
    const healed = eventsOf(history, 'fault-healed').find((event) => event.id === id)
    const unhealed = eventsOf(history, 'heal-failed').find((event) => event.id === id)
    return {
      name: fault,
      options: Object.entries(options)
        .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', '),
      intendedAt: at,
      heldAt: injected?.at,
      healedAt: healed?.at,
      evidence: injected?.evidence ?? failed?.reason ?? 'the run ended before it was seen',
      // It may have been kept from it by another fault, and healed after that one.
      trouble: healed === undefined ? unhealed?.reason : undefined,
    }
  })
}

/** An attack or control of a run, numbered in the order in which they were sent. */
export interface TracedAttack {
  readonly number: number
  readonly attack: string
  readonly title: string
  readonly purpose: EventOf<'attack-sent'>['purpose']
  readonly expected: string
  readonly sentAt: number
  /** Undefined: what it met is not known. */
  readonly met: EventOf<'attack-met'> | undefined
}

export function traceAttacks(history: readonly HistoryEvent[]): readonly TracedAttack[] {
  const met = new Map(eventsOf(history, 'attack-met').map((event) => [event.id, event]))
  return eventsOf(history, 'attack-sent').map(({ id, at, attack, title, purpose, expected }, index) => ({
    number: index + 1,
    attack,
    title,
    purpose,
    expected,
    sentAt: at,
    met: met.get(id),
  }))
}

export interface TracedAct {
  readonly title: string
  readonly from: number
  readonly until: number
}

export function traceActs(history: readonly HistoryEvent[]): readonly TracedAct[] {
  const ends = eventsOf(history, 'act-ended')
  return eventsOf(history, 'act-began').map(({ act, at }) => ({
    title: act,
    from: at,
    until: ends.find((end) => end.act === act && end.at >= at)?.at ?? lengthOf(history),
  }))
}
