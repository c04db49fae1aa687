import type { RunningSystem } from '../contracts/running-system.ts'
import { startSystem } from '../runtime/start-system.ts'

/** Starts the whole system for one test file. Stop it with `stop()`; its files go with it. */
export function startTestSystem(): Promise<RunningSystem> {
  return startSystem({ instance: `test-${process.pid}`, ephemeral: true, onProgress: () => undefined })
}
