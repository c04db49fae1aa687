import { eventsOf, type HistoryEvent } from '../history/history-event.ts'
import type { Witnesses } from '../history/witnesses.ts'

/** What one tenant met in one stretch of a run. */
export interface Bin {
  /** In milliseconds of the run. */
  readonly from: number
  readonly until: number
  readonly accepted: number
  readonly refused: number
  readonly perhaps: number
  /** From the request to its answer, of those that were accepted; undefined: none was. */
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
}

const BINS_MAX = 60
const BIN_MIN_MS = 200

/** How long the run was, by its last event. Never nothing. */
export const lengthOf = (history: readonly HistoryEvent[]): number => Math.max(history.at(-1)?.at ?? 0, 1)

/** Tenant by tenant what was answered when, in at most 60 stretches of the same length. */
export function binAnswers(history: readonly HistoryEvent[]): ReadonlyMap<string, readonly Bin[]> {
  const length = lengthOf(history)
  const width = Math.max(BIN_MIN_MS, Math.ceil(length / BINS_MAX / BIN_MIN_MS) * BIN_MIN_MS)
  const owners = new Map(eventsOf(history, 'invoked').map(({ op, tenant }) => [op, tenant]))
  const answers = eventsOf(history, 'answered')
  const tenants = [...new Set(owners.values())].sort()
  return new Map(
    tenants.map((tenant) => {
      const own = answers.filter(({ op }) => owners.get(op) === tenant)
      const bins = Array.from({ length: Math.ceil(length / width) }, (_, index) =>
        binOf(own, index * width, (index + 1) * width),
      )
      return [tenant, bins]
    }),
  )
}

type Answer = Extract<HistoryEvent, { kind: 'answered' }>

function binOf(answers: readonly Answer[], from: number, until: number): Bin {
  const here = answers.filter(({ at }) => at >= from && at < until)
  const count = (outcome: Answer['outcome']): number =>
    here.filter((answer) => answer.outcome === outcome).length
  const times = here.filter(({ outcome }) => outcome === 'accepted').map(({ elapsedMs }) => elapsedMs)
  return {
    from,
    until,
    accepted: count('accepted'),
    refused: count('refused'),
    perhaps: count('perhaps'),
    p50Ms: quantileOf(times, 0.5),
    p95Ms: quantileOf(times, 0.95),
  }
}

/** The smallest value that so large a part of them does not exceed. */
export function quantileOf(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
}

export interface UnseenSeries {
  /** After `at`, so many executions were accepted and not yet over. */
  readonly points: readonly { readonly at: number; readonly open: number }[]
  /** Accepted ones of which nothing says when they were over. */
  readonly neverOver: number
}

const OVER = new Set(['COMPLETE', 'FAILED', 'REJECTED'])

/** Accepted and not yet over, over time: by what owners were told, else by the rows read at the end. */
export function countUnseen(
  history: readonly HistoryEvent[],
  witnesses: Witnesses | undefined,
): UnseenSeries {
  const overAt = readEnds(history, witnesses)
  const accepted = eventsOf(history, 'answered').filter(
    ({ outcome, executionId }) => outcome === 'accepted' && executionId !== null,
  )
  const steps = accepted.flatMap(({ at, executionId }) => {
    const end = overAt.get(executionId ?? '')
    // Over before its caller had the answer: never unseen.
    if (end !== undefined && end <= at) return []
    return [{ at, by: 1 }, ...(end === undefined ? [] : [{ at: end, by: -1 }])]
  })
  let open = 0
  const points = steps
    .sort((one, other) => one.at - other.at)
    .map(({ at, by }) => {
      open += by
      return { at, open }
    })
  return {
    points: [{ at: 0, open: 0 }, ...points],
    neverOver: accepted.filter(({ executionId }) => !overAt.has(executionId ?? '')).length,
  }
}

function readEnds(
  history: readonly HistoryEvent[],
  witnesses: Witnesses | undefined,
): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  const [began] = eventsOf(history, 'run-began')
  if (witnesses?.executions.isRead === true && began !== undefined) {
    const zero = Date.parse(began.time) - began.at
    for (const { executionId, status, endedAtEpochMs } of witnesses.executions.rows) {
      if (OVER.has(status) && typeof endedAtEpochMs === 'number') ends.set(executionId, endedAtEpochMs - zero)
    }
  }
  for (const { executionId, status, at } of eventsOf(history, 'observed')) {
    if (OVER.has(status) && !ends.has(executionId)) ends.set(executionId, at)
  }
  return ends
}
