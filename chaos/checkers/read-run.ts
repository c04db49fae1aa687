import type { RowOf } from '../history/witnesses.ts'
import type { Verdict } from '../verdict.ts'
import { operationsOf, type Operation } from './operations-of.ts'
import type { RecordedRun } from './recorded-run.ts'

/** What checkers of executions look at: the operations, and the rows that carry their markers. */
export interface ExecutionsOfRun {
  readonly operations: readonly Operation[]
  readonly rows: readonly RowOf<'executions'>[]
  readonly rowsOf: (operation: Operation) => readonly RowOf<'executions'>[]
}

/**
 * Judges operations against the rows that were read afterwards; unknown when these could not be read, or when
 * nothing was accepted: then nothing was put to the test.
 */
export function withExecutions(run: RecordedRun, judge: (found: ExecutionsOfRun) => Verdict): Verdict {
  const { executions } = run.witnesses
  if (!executions.isRead) return unread('executions', executions.reason)
  const operations = operationsOf(run.history)
  if (!operations.some(({ outcome }) => outcome === 'accepted'))
    return { outcome: 'unknown', reason: 'No operation was accepted, so nothing was put to the test' }
  const byMarker = Map.groupBy(executions.rows, ({ marker }) => marker)
  return judge({ operations, rows: executions.rows, rowsOf: ({ op }) => byMarker.get(op) ?? [] })
}

/** A witness that is not there has seen nothing, and has cleared nothing either. */
export function unread(what: string, reason: string): Verdict {
  return { outcome: 'unknown', reason: `The ${what} could not be read: ${reason}` }
}

/** Ended for good, unless a repeat brings a rejected one back. */
export const ENDED: ReadonlySet<string> = new Set(['COMPLETE', 'FAILED', 'REJECTED'])
