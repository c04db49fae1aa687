import { closeSync, openSync, writeSync } from 'node:fs'
import { historyEventSchema, type HistoryEvent } from './history-event.ts'

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/** What is written as it happens. */
export interface History {
  /** Everything written so far. */
  readonly events: readonly HistoryEvent[]
  /** Writes one line before it returns: what was sent can be seen even when the harness is killed the next moment. */
  readonly write: (event: WithoutTime<HistoryEvent>) => void
  readonly close: () => void
}

/**
 * Begins a history in a new file of JSON lines.
 *
 * @param onEvent is told of each event once it is written.
 * @throws when the file exists or cannot be written.
 */
export function openHistory(file: string, onEvent: (event: HistoryEvent) => void = () => undefined): History {
  const descriptor = openSync(file, 'wx')
  const startedAt = performance.now()
  const events: HistoryEvent[] = []
  return {
    events,
    write(event) {
      const at = Math.round((performance.now() - startedAt) * 1000) / 1000
      const whole = historyEventSchema.parse({ at, ...event })
      events.push(whole)
      writeSync(descriptor, `${JSON.stringify(whole)}\n`)
      onEvent(whole)
    },
    close: () => closeSync(descriptor),
  }
}
