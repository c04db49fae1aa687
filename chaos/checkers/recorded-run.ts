import type { HistoryEvent } from '../history/history-event.ts'
import type { Witnesses } from '../history/witnesses.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** All that a checker may look at: what was written while it happened, and what was read afterwards. */
export interface RecordedRun {
  readonly scenario: Scenario
  readonly history: readonly HistoryEvent[]
  readonly witnesses: Witnesses
}
