import { setTimeout as pause } from 'node:timers/promises'
import type { Measurement } from '../measurement.ts'
import type { CompletionLog } from './follow-worker-log.ts'
import type { Load } from './open-load.ts'

const PER_SECOND = 20
const LIMIT_MS = 30_000

/** Asks for 20 executions a second and measures each from before it is sent to its completion. */
export async function measureLatency(
  load: Load,
  log: CompletionLog,
  seconds: number,
): Promise<NonNullable<Measurement['lat']>> {
  const seenBefore = log.count()
  const startedAt = now()
  const sent: Promise<{ readonly id: string; readonly at: number }>[] = []
  for (let index = 0; index < seconds * PER_SECOND; index += 1) {
    const wait = startedAt + (index * 1000) / PER_SECOND - now()
    if (wait > 0) await pause(wait)
    const at = now()
    const one = load.submit(index).then((id) => ({ id, at }))
    // Its failure is told when all are awaited.
    one.catch(() => undefined)
    sent.push(one)
  }
  const executions = await Promise.all(sent)
  await log.waitFor(seenBefore + executions.length, LIMIT_MS)
  const latencies = executions.map(({ id, at }) => {
    const completedAt = log.completedAt(id)
    if (completedAt === undefined) throw new Error(`Execution ${id} was not completed`)
    return completedAt - at
  })
  return { n: latencies.length, p50: percentile(latencies, 50), p95: percentile(latencies, 95) }
}

/** The worker's clock, with fractions: both run on one machine. */
const now = (): number => performance.timeOrigin + performance.now()

function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)]
  return value === undefined ? null : Number(value.toFixed(1))
}
