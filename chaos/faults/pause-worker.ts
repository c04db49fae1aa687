import { readFile } from 'node:fs/promises'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

/** Stops the worker's process where it stands, as a long pause of its machine would. Linux only. */
export function pauseWorker(system: RunningSystem, signal: AbortSignal): Fault {
  return {
    name: 'pause-worker',
    async inject() {
      const { pid } = system.status().parts.worker
      if (pid === null) throw new Error('There is no worker to pause')
      process.kill(pid, 'SIGSTOP')
      await waitFor('the worker to stand still', signal, async () => (await stateOf(pid)) === 'T')
      return `the worker, process ${pid}, stands still`
    },
    async heal() {
      const { pid } = system.status().parts.worker
      if (pid !== null && (await stateOf(pid)) === 'T') process.kill(pid, 'SIGCONT')
    },
  }
}

/** One letter, as the kernel tells it; `undefined` when there is no such process. */
async function stateOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.charAt(stat.lastIndexOf(')') + 2)
  } catch {
    return undefined
  }
}
