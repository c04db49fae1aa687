import { eventsOf, type HistoryEvent } from '../history/history-event.ts'
import type { Quantity } from '../measurement.ts'

/**
 * What was measured before in this run, by what it is called.
 *
 * @throws {Error} when nothing of that name was measured, which makes the run unknown.
 */
export function findMeasured(events: readonly HistoryEvent[], name: string): Quantity {
  const measured = eventsOf(events, 'measured').flatMap(({ quantities }) => quantities)
  const found = measured.find(({ of }) => of === name)
  if (found === undefined) throw new Error(`Nothing called "${name}" was measured before`)
  return found
}
