import { eventsOf, type EventOf, type HistoryEvent } from '../history/history-event.ts'

/** What a tenant asked for, and what it was told. */
export interface Operation {
  /** Also the marker of its execution. */
  readonly op: string
  readonly tenant: string
  readonly mode: EventOf<'invoked'>['mode']
  readonly workflow: string
  /**
   * What all answers say together. perhaps: there was none, or one with `effect: unknown`; it may have been
   * done, and is never taken for refused.
   */
  readonly outcome: 'accepted' | 'refused' | 'perhaps'
  /** Every id it was told, one for each answer that named one. */
  readonly executionIds: readonly string[]
  readonly isRepeated: boolean
}

type Answer = EventOf<'answered'> | EventOf<'repeat-answered'>

/** The operations of the workload, in the order in which they were sent. */
export function operationsOf(history: readonly HistoryEvent[]): readonly Operation[] {
  const first = new Map(eventsOf(history, 'answered').map((event) => [event.op, event]))
  const second = new Map(eventsOf(history, 'repeat-answered').map((event) => [event.op, event]))
  const repeated = new Set(eventsOf(history, 'repeat-sent').map(({ op }) => op))
  return eventsOf(history, 'invoked').map(({ op, tenant, mode, workflow }) => {
    const isRepeated = repeated.has(op)
    const answers = isRepeated ? [first.get(op), second.get(op)] : [first.get(op)]
    return { op, tenant, mode, workflow, isRepeated, ...together(answers) }
  })
}

/** Who was told yes once has been told yes; else only what was refused every time is certainly not done. */
function together(answers: readonly (Answer | undefined)[]): Pick<Operation, 'outcome' | 'executionIds'> {
  const outcomes = answers.map((answer) => answer?.outcome ?? 'perhaps')
  const outcome = (['accepted', 'perhaps'] as const).find((one) => outcomes.includes(one)) ?? 'refused'
  const executionIds = answers.flatMap((answer) =>
    answer?.outcome === 'accepted' && answer.executionId !== null ? [answer.executionId] : [],
  )
  return { outcome, executionIds }
}

/** As witnesses name it. */
export function nameOf({ op, tenant, executionIds }: Operation): string {
  const id = executionIds[0]
  return id === undefined ? `${tenant}'s ${op}` : `${tenant}'s ${op} (${id})`
}
