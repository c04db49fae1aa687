import { setTimeout as pause } from 'node:timers/promises'
import { readMachineTime } from './read-processor-time.ts'

const LOOK_MS = 2000
/** What the peers' bench asks for as well. */
const ENOUGH_IDLE = 0.85

/** Waits until the machine has little else to do, at most `limitMs`, and says how idle it is then. */
export async function waitForQuiet(
  limitMs: number,
): Promise<{ readonly idle: number; readonly noisy: boolean }> {
  const startedAt = performance.now()
  for (;;) {
    const before = readMachineTime()
    await pause(LOOK_MS)
    const after = readMachineTime()
    const idle = 1 - (after.busyMs - before.busyMs) / (after.totalMs - before.totalMs)
    if (idle > ENOUGH_IDLE) return { idle, noisy: false }
    if (performance.now() - startedAt > limitMs) return { idle, noisy: true }
  }
}
