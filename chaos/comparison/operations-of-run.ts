import { eventsOf, type EventOf, type HistoryEvent } from '../history/history-event.ts'

/** What a run did, without what no seed decides: times, ids, answers, and how far it got. */
export interface RunOperations {
  /** Acts, faults and attacks with all that they were told, in the order in which they came. */
  readonly steps: readonly string[]
  /** What tenants asked for, in order: of each tenant's workload, and of each name under which an act asked. */
  readonly streams: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads what a run did out of its history. A stream goes on until the run is over, so of two runs one has more of it:
 * what both have has to be the same.
 */
export function operationsOfRun(history: readonly HistoryEvent[]): RunOperations {
  const label = eventsOf(history, 'run-began')[0]?.label ?? ''
  const repeated = new Set(eventsOf(history, 'repeat-sent').map(({ op }) => op))
  const invoked = eventsOf(history, 'invoked').map((event) => ({
    ...nameOperation(event.op, label),
    text: `${event.mode} ${event.workflow} of ${event.tenant}${repeated.has(event.op) ? ', sent twice' : ''}`,
    isFlood: event.workflow === 'flood',
  }))
  const streams = new Map(
    [...Map.groupBy(invoked, ({ stream }) => stream)].map(([stream, operations]) => [
      stream,
      // A flood leaves out what finds no connection free, and is written down in the order of its answers: both are
      // the machine's doing, so that only what it sends counts.
      operations.map(({ index, text, isFlood }) => (isFlood ? text : `${index}: ${text}`)),
    ]),
  )
  return { steps: history.flatMap(describeStep), streams: withoutSecondTries(streams) }
}

function describeStep(event: HistoryEvent): readonly string[] {
  if (event.kind === 'act-began') return [`act "${event.act}"`]
  if (event.kind === 'fault-intended') return [`fault ${event.fault} ${JSON.stringify(event.options)}`]
  return event.kind === 'attack-sent' ? [describeAttack(event)] : []
}

const describeAttack = ({ attack, title, purpose, expected }: EventOf<'attack-sent'>): string =>
  `${purpose} ${attack} "${title}", expected: ${expected}`

/** The label holds the moment at which the run began. */
function nameOperation(op: string, label: string): { readonly stream: string; readonly index: number } {
  const { stream = op, index = '0' } =
    /^(?<stream>.*?)-(?<index>\d+)$/.exec(op.replace(`${label}-`, ''))?.groups ?? {}
  return { stream, index: Number(index) }
}

/** What was measured once more, as "besidex" after "beside", was asked for by the machine and not by the seed. */
function withoutSecondTries(
  streams: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const isSecondTry = (name: string): boolean => name.endsWith('x') && streams.has(name.replace(/x+$/, ''))
  return new Map([...streams].filter(([name]) => !isSecondTry(name)))
}
