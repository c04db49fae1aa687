import { readdirSync } from 'node:fs'
import type { Environment } from '../environment/environment.ts'
import { probeServer } from '../probes/probe-server.ts'
import { readProcess } from '../probes/read-process.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

/** Stops the broker's process where it stands: connections stay open and nothing is answered. Linux only. */
export function pauseBroker(
  { access: { system, addresses } }: Environment,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  return {
    async inject() {
      const { pid } = system.status().parts.kafka
      if (pid === null) throw new Error('There is no broker to pause')
      process.kill(pid, 'SIGSTOP')
      // The signal reaches a thread when it next enters the kernel: until then it may answer once more.
      await waitFor('every thread of the broker to stand', signal, () => Promise.resolve(standsStill(pid)))
      const { outcome, elapsedMs } = await probeServer('kafka', addresses.clientBroker, 300)
      if (outcome !== 'silent')
        throw new Error(`The broker stands still, and yet a request to it was ${outcome}`)
      return `the broker, process ${pid}, stands still; a request was not answered in ${Math.round(elapsedMs)} ms`
    },
    async heal() {
      const { pid } = system.status().parts.kafka
      if (pid !== null && readProcess(pid)?.state === 'T') process.kill(pid, 'SIGCONT')
      await Promise.resolve()
    },
  }
}

const standsStill = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) => {
    const state = readProcess(Number(thread))?.state
    return state === undefined || state === 'T'
  })
