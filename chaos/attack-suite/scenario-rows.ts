import type { SuiteLayer } from './suite-attack.ts'

/** Something of the list of attacks that takes a whole run to try: a scenario tries it, and shows it succeed. */
export interface ScenarioRow {
  /** Unique among all rows; begins with its layer. */
  readonly id: string
  readonly layer: SuiteLayer
  /** What is tried, in one line. */
  readonly title: string
  /** By its folder's name. It has a negative control. */
  readonly scenario: string
}

const row = (id: string, title: string, scenario: string): ScenarioRow => ({
  id,
  layer: id.slice(0, 2) as SuiteLayer,
  title,
  scenario,
})

/** Rows that the suite does not try itself. `npm run chaos -- run NAME` does. */
export const scenarioRows: readonly ScenarioRow[] = [
  row(
    'L5-wrong-tenant',
    "a worker of globex's works for acme because a message says so",
    'worker-takes-wrong-tenant',
  ),
  row(
    'L5-stale-context',
    'a worker goes on with the token of the execution before, after an exception, a time-out and an abort',
    'worker-keeps-stale-context',
  ),
  row('L5-killed-mid-step', 'a worker is killed between an effect and its commit', 'worker-killed-mid-step'),
  row(
    'L5-paused-beyond-lease',
    'a worker stands still beyond its lease, another takes over, the first one wakes up and writes',
    'worker-paused-beyond-lease',
  ),
  row(
    'L5-trusts-message',
    "a worker believes messages and holds every tenant's token",
    'worker-trusts-message',
  ),
  row(
    'L4-copied-and-replayed',
    "a genuine message is copied to another tenant's topic, and one is sent a thousand times",
    'message-copied-and-replayed',
  ),
  row('L4-poison-and-flood', 'messages that nobody can read, and a flood of hints', 'poison-and-flood'),
  row('L7-key-removed', 'a token of a key that was removed in an emergency', 'key-removed-in-an-emergency'),
]
