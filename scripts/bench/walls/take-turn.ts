import { setTimeout as pause } from 'node:timers/promises'
import { countComplete } from '../easyflow-round/count-complete.ts'
import { measureLatency } from '../easyflow-round/measure-latency.ts'
import { measureThroughput, measuredParts } from '../easyflow-round/measure-throughput.ts'
import type { Measurement } from '../measurement.ts'
import { readProcessorTimeOfTree } from '../read-processor-time.ts'
import type { StartedContestant } from './start-contestant.ts'

export interface Turn {
  readonly round: number
  readonly executions: number
  /** How long latency is measured; 0: not at all. */
  readonly seconds: number
}

/** As many as there are connections, so that those that the server closed meanwhile are open again. */
const SETTLING = 64
const SETTLED_WITHIN_MS = 60_000
const REST_MS = 300

/**
 * Measures one contestant while the others rest. What it takes to begin is not measured.
 *
 * @throws {Error} when something that was accepted did not complete.
 */
export async function takeTurn(
  { contestant, load, log, installer, tenants, pidOf }: StartedContestant,
  resting: readonly StartedContestant[],
  { round, executions, seconds }: Turn,
): Promise<Measurement> {
  const before = log.count()
  await load.submitAll(SETTLING)
  await log.waitFor(before + SETTLING, SETTLED_WITHIN_MS)
  const throughput = await measureThroughput({ pidOf, readRestingMs: () => restingMsOf(resting) }, load, {
    executions,
    log,
    countComplete: () => countComplete(installer, tenants),
  })
  if (throughput.stuck !== 0) {
    throw new Error(`"${contestant.name}" left ${String(throughput.stuck)} executions incomplete`)
  }
  await pause(REST_MS)
  const lat = seconds === 0 ? {} : { lat: await measureLatency(load, log, seconds) }
  return { test: 'C', label: contestant.name, round, ...throughput, ...lat }
}

function restingMsOf(resting: readonly StartedContestant[]): number {
  return resting
    .flatMap(({ pidOf }) => measuredParts.map((part) => readProcessorTimeOfTree(pidOf(part))))
    .reduce((sum, ms) => sum + ms, 0)
}
