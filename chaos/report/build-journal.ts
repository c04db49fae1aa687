import { eventsOf, type EventOf, type HistoryEvent } from '../history/history-event.ts'
import { describeAttack, describeExperiment, describeFault, describeGate } from './describe-experiment.ts'
import type { Journal } from './journal-schema.ts'
import type { Declaration, ReportedRun } from './read-reported-run.ts'

type StateOfJournal = NonNullable<Journal['steady_states']['before']>

/**
 * What happened in a run, in the words of Chaos Toolkit. Pure: from what was written down.
 *
 * @throws {Error} when the run never began, or when it is from before declarations were kept.
 */
export function buildJournal(run: Pick<ReportedRun, 'history' | 'declaration' | 'path'>): Journal {
  const { history, declaration, path } = run
  const [began] = eventsOf(history, 'run-began')
  const last = history.at(-1)
  if (began === undefined || last === undefined || declaration === undefined)
    throw new Error(`${path} tells too little for a journal: the run did not begin, or kept no declaration`)
  const clock = buildClock(began)
  const after = stateOf({ history, declaration, clock }, 'after')
  return {
    experiment: describeExperiment(declaration),
    status: statusOf(history),
    deviated: after !== null && !after.steady_state_met,
    ...clock(began.at, last.at),
    steady_states: { before: stateOf({ history, declaration, clock }, 'before'), after, during: [] },
    run: [...faultResults(history, clock), ...attackResults({ history, declaration, clock })]
      .sort((one, other) => one.at - other.at)
      .map(({ at: _at, ...result }) => result),
    rollbacks: rollbackResults(history, clock),
  }
}

interface Span {
  readonly start: string
  readonly end: string
  readonly duration: number
}
type Clock = (from: number, until: number) => Span

/** From the run's own milliseconds to times of the day. Durations in seconds. */
function buildClock({ at, time }: EventOf<'run-began'>): Clock {
  const zero = Date.parse(time) - at
  const timeOf = (moment: number): string => new Date(zero + moment).toISOString()
  return (from, until) => ({
    start: timeOf(from),
    end: timeOf(until),
    duration: Math.max(0, Math.round(until - from)) / 1000,
  })
}

/** completed: it ran all the way, whatever it found. Nothing about the end: it was killed. */
function statusOf(history: readonly HistoryEvent[]): Journal['status'] {
  const isBroken = eventsOf(history, 'steady-state').some(({ isMet }) => !isMet)
  const end = eventsOf(history, 'run-ended').at(-1)
  if (end === undefined) return 'aborted'
  if (end.isInterrupted === true) return 'interrupted'
  if (isBroken) return 'failed'
  return end.reason === null ? 'completed' : 'aborted'
}

interface Told {
  readonly history: readonly HistoryEvent[]
  readonly declaration: Declaration
  readonly clock: Clock
}

function stateOf({ history, declaration, clock }: Told, moment: 'before' | 'after'): StateOfJournal | null {
  const readings = eventsOf(history, 'steady-state').filter((event) => event.moment === moment)
  if (readings.length === 0) return null
  return {
    steady_state_met:
      readings.length === declaration.steadyState.length && readings.every(({ isMet }) => isMet),
    probes: readings.map(({ at, probe, value, unit, isMet, detail, elapsedMs = 0 }) => ({
      activity: describeGate(probe, declaration.steadyState.find((one) => one.probe === probe)?.atMost ?? 0),
      // What could not be read is written as less than nothing.
      ...(value < 0
        ? { status: 'failed' as const, output: null, exception: detail }
        : { status: 'succeeded' as const, output: `${value} ${unit}: ${detail}` }),
      ...clock(at - elapsedMs, at),
      tolerance_met: isMet,
    })),
  }
}

type Timed = Journal['run'][number] & { readonly at: number }

function faultResults(history: readonly HistoryEvent[], clock: Clock): readonly Timed[] {
  return eventsOf(history, 'fault-intended').map(({ id, at, fault, options }) => {
    const activity = describeFault('inject', fault, options)
    const injected = eventsOf(history, 'fault-injected').find((event) => event.id === id)
    if (injected !== undefined)
      return {
        at,
        activity,
        status: 'succeeded' as const,
        ...clock(at, injected.at),
        output: injected.evidence,
      }
    const failed = eventsOf(history, 'fault-failed').find((event) => event.id === id)
    const exception = failed?.reason ?? 'the run ended before it could be observed'
    return {
      at,
      activity,
      status: 'failed' as const,
      ...clock(at, failed?.at ?? at),
      output: null,
      exception,
    }
  })
}

function attackResults({ history, declaration, clock }: Told): readonly Timed[] {
  const planned = declaration.acts.flatMap((act) => act.attacks ?? [])
  return eventsOf(history, 'attack-sent').map(({ id, at, attack, title }) => {
    const { title: _title, ...options } = planned.find((one) => one.title === title) ?? { attack, title }
    const activity = describeAttack(title, options)
    const met = eventsOf(history, 'attack-met').find((event) => event.id === id)
    if (met === undefined) {
      const exception = 'what it met is not known'
      return { at, activity, status: 'failed' as const, ...clock(at, at), output: null, exception }
    }
    const by = met.refusedBy === 'none' ? 'refused by nobody' : `refused by the ${met.refusedBy}`
    const output = `${by}: ${met.answer}${met.asExpected ? '' : ' (not as expected)'}`
    return { at, activity, status: 'succeeded' as const, ...clock(at, met.at), output }
  })
}

/** A healing begins when the work under its fault ends, or the healing before it. */
function rollbackResults(history: readonly HistoryEvent[], clock: Clock): Journal['rollbacks'] {
  const faults = new Map(eventsOf(history, 'fault-intended').map((event) => [event.id, event]))
  let since = 0
  const results: Journal['rollbacks'] = []
  for (const event of history) {
    if (event.kind === 'fault-healed' || event.kind === 'heal-failed') {
      const fault = faults.get(event.id)
      const activity = describeFault('heal', fault?.fault ?? 'unknown', fault?.options ?? {})
      const span = clock(since, event.at)
      results.push(
        event.kind === 'fault-healed'
          ? { activity, status: 'succeeded', ...span, output: null }
          : { activity, status: 'failed', ...span, output: null, exception: event.reason },
      )
    }
    if (marksTime.has(event.kind)) since = event.at
  }
  return results
}

const marksTime = new Set<HistoryEvent['kind']>([
  'act-ended',
  'attack-met',
  'fault-injected',
  'fault-failed',
  'fault-healed',
  'heal-failed',
])
