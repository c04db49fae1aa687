import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { unread } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: no token, password, canary or payload stands in what any part has logged during the run. */
export function checkLogsHoldNoSecret({ witnesses: { logged } }: RecordedRun): Verdict {
  if (!logged.isRead) return unread('logs', logged.reason)
  return conclude(
    logged.lines,
    logged.rows.map(({ explanation }) => explanation),
    'Nothing was logged during the run',
  )
}
