import type { SystemAccess } from '../access/open-access.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import { startWorker } from '../saboteurs/start-worker.ts'
import { settleAll } from '../settle-all.ts'

/** The place of the genuine worker, and who works in it. */
export interface WorkerPlace {
  /**
   * Puts another worker in; resolves when it is ready and the one before it is gone. Leaving its group takes the
   * one moments, loading takes the other longer: both at once.
   */
  put(options: Parameters<typeof startWorker>[1]): Promise<StartedProcess>
  /** Puts the genuine one back. Safe to call twice, and when `put` failed. */
  giveBack(): Promise<void>
}

/** Nobody is put in yet: the genuine worker is there until the first `put`. */
export function openWorkerPlace(access: SystemAccess): WorkerPlace {
  const { system } = access
  let leave: () => Promise<void> = () => system.kill('worker', 'SIGTERM')
  let isTaken = false
  let back: Promise<unknown> | undefined
  return {
    async put(options) {
      const starting = startWorker(access, options)
      const leaving = leave()
      isTaken = true
      leave = () =>
        starting.then(
          (worker) => worker.stop(),
          // One that never started has told so to whoever put it in.
          () => undefined,
        )
      const [worker] = await settleAll([starting, leaving])
      return worker
    },
    async giveBack() {
      if (!isTaken) return
      back ??= settleAll([leave(), system.restart('worker')])
      await back
    },
  }
}
