import { readdir, readFile } from 'node:fs/promises'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

/**
 * Stops a worker's process where it stands, as a long pause of its machine would. Linux only.
 *
 * @param pidNow whose. Default: the system's own.
 */
export function pauseWorker(
  system: RunningSystem,
  signal: AbortSignal,
  pidNow = (): number | null => system.status().parts.worker.pid,
): Fault {
  return {
    name: 'pause-worker',
    async inject() {
      const pid = pidNow()
      if (pid === null) throw new Error('There is no worker to pause')
      process.kill(pid, 'SIGSTOP')
      await waitFor('the worker to stand still', signal, async () => (await stateOf(pid)) === 'T')
      return `the worker, process ${pid}, stands still`
    },
    async heal() {
      for (const pid of await findWorkers(system)) {
        if ((await stateOf(pid)) === 'T') process.kill(pid, 'SIGCONT')
      }
    },
  }
}

/**
 * Every worker of this system, its own and the harness's, even of a harness that is gone: a process that stands
 * still does not notice that. Told by the broker in their environment.
 */
async function findWorkers(system: RunningSystem): Promise<readonly number[]> {
  const { worker, kafka } = system.status().parts
  const broker = `EASYFLOW_KAFKA_BROKERS=${kafka.addresses['client'] ?? ''}`
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Gone meanwhile, or somebody else's.
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      const settings = environ.split('\0')
      const isWorker = settings.some((setting) => setting.startsWith('EASYFLOW_WORKER_TENANTS_FILE='))
      return isWorker && settings.includes(broker) ? Number(pid) : undefined
    }),
  )
  const known = found.filter((pid) => pid !== undefined)
  return worker.pid === null || known.includes(worker.pid) ? known : [...known, worker.pid]
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
